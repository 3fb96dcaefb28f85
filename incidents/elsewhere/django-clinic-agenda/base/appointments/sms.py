import os
import urllib.request


def send(phone, text):
    req = urllib.request.Request(os.environ["SMS_URL"], data=f"{phone}\n{text}".encode())
    urllib.request.urlopen(req, timeout=5).read()
