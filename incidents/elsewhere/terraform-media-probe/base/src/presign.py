import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return {"url": s3.generate_presigned_url("put_object", Params=event["params"], ExpiresIn=900)}
