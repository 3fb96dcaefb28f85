"""Reads the container of an upload and writes its technical metadata."""
import json
import os
import subprocess

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        path = os.path.join("/tmp", os.path.basename(job["key"]))
        print(f"download key={job['key']} size={job['size']}")
        s3.download_file(job["bucket"], job["key"], path)
        out = subprocess.check_output(["/opt/bin/ffprobe", "-show_streams", "-of", "json", path])
        s3.put_object(Bucket=job["bucket"], Key=job["key"] + ".json", Body=out)
        print(f"probed key={job['key']}")
