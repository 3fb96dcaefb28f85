import json


def handler(event, context):
    print(json.dumps({"notify": event.get("key")}))
