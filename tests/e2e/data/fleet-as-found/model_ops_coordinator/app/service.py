# SPDX-License-Identifier: Apache-2.0
"""ModelOpsCoordinator: Which models are loaded, and which one is evicted next."""

import asyncio
import json
import pathlib

import uvicorn
from fastapi import FastAPI

SERVICE_PORT, HEALTH_PORT = 7212, 8212

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="ModelOpsCoordinator")
health = FastAPI(title="ModelOpsCoordinator: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


loaded: dict[str, float] = {}


@service.put("/models/{name}")
def load(name: str, share_of_memory: float):
    loaded[name] = share_of_memory
    return {"evicted": evict()}


def evict():
    """The largest models go first, until what is left is below the machine's threshold."""
    threshold = float(profile["MODEL_EVICT_THRESHOLD_PCT"])
    gone = []
    while loaded and sum(loaded.values()) > threshold:
        gone.append(max(loaded, key=loaded.get))
        del loaded[gone[-1]]
    return gone


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
