# SPDX-License-Identifier: Apache-2.0
"""The smallest service of the fleet's form: a page on the service port, /health on the health port."""

import threading

from flask import Flask, jsonify
from werkzeug.serving import make_server

SERVICE_PORT = 7212
HEALTH_PORT = 8212

service = Flask("service")
health = Flask("health")


@service.get("/")
def index():
    return "ready\n"


@health.get("/health")
def answer():
    return jsonify(status="ok")


if __name__ == "__main__":
    threading.Thread(target=make_server("0.0.0.0", HEALTH_PORT, health).serve_forever, daemon=True).start()
    make_server("0.0.0.0", SERVICE_PORT, service).serve_forever()
