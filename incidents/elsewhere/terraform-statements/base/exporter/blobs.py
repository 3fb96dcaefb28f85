import os

from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobServiceClient

_service = BlobServiceClient(os.environ["BLOB_URL"], DefaultAzureCredential())


def upload(container, name, data):
    blob = _service.get_blob_client(container, name)
    blob.upload_blob(data, overwrite=True)
