import logging
import os
import time

from exporter.blobs import upload
from exporter.render import render

log = logging.getLogger("exporter")


def run(accounts):
    for account in accounts:
        started = time.monotonic()
        name = f"{account['iban']}/{account['month']}.csv"
        upload(os.environ["OUT_CONTAINER"], name, render(account))
        log.info("exported %s in %d ms", name, (time.monotonic() - started) * 1000)
