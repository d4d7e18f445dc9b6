# SPDX-License-Identifier: Apache-2.0
"""CentralErrorBus: Keeps the last errors that services reported."""

import asyncio
import collections
import json
import pathlib

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

SERVICE_PORT, HEALTH_PORT = 7150, 8150

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="CentralErrorBus")
health = FastAPI(title="CentralErrorBus: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


errors = collections.deque(maxlen=1000)


class Error(BaseModel):
    service: str
    message: str


@service.post("/errors", status_code=201)
def report(error: Error):
    errors.append(error)


@service.get("/errors")
def last(count: int = 20):
    return list(errors)[-count:]


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
