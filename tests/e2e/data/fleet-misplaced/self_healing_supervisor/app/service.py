# SPDX-License-Identifier: Apache-2.0
"""SelfHealingSupervisor: Asks the services of its machine how they are."""

import asyncio
import json
import pathlib

import httpx
import uvicorn
from fastapi import FastAPI

SERVICE_PORT, HEALTH_PORT = 7009, 9008

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="SelfHealingSupervisor")
health = FastAPI(title="SelfHealingSupervisor: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


WATCHED = {"mainpc": [8212, 6557, 6560], "pc2": [6557]}


@service.get("/services")
async def services(machine: str):
    async with httpx.AsyncClient(timeout=2) as client:
        return {port: await state(client, port) for port in WATCHED[machine]}


async def state(client, port):
    try:
        answer = await client.get(f"http://127.0.0.1:{port}/health")
        return "ok" if answer.status_code == 200 and answer.json() == {"status": "ok"} else "ill"
    except (httpx.HTTPError, ValueError):
        return "unreachable"


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
