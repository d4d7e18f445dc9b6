# SPDX-License-Identifier: Apache-2.0
"""UnifiedObservabilityCenter: Counts events for Prometheus."""

import asyncio
import json
import pathlib

import uvicorn
from fastapi import FastAPI
from prometheus_client import Counter, make_asgi_app

SERVICE_PORT, HEALTH_PORT = 9100, 9110

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="UnifiedObservabilityCenter")
health = FastAPI(title="UnifiedObservabilityCenter: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


events = Counter("events", "Events that services reported.", ["service"])


@service.post("/events/{name}", status_code=204)
def event(name: str):
    events.labels(service=name).inc()


service.mount("/metrics", make_asgi_app())


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
