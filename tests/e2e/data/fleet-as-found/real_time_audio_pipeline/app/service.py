# SPDX-License-Identifier: Apache-2.0
"""RealTimeAudioPipeline: Takes audio in over a web socket and says how loud each piece was."""

import array
import asyncio
import json
import pathlib

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

SERVICE_PORT, HEALTH_PORT = 5557, 6557

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="RealTimeAudioPipeline")
health = FastAPI(title="RealTimeAudioPipeline: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


@service.websocket("/audio")
async def audio(socket: WebSocket):
    await socket.accept()
    try:
        while True:
            samples = array.array("h", await socket.receive_bytes())
            await socket.send_json({"peak": max(map(abs, samples), default=0)})
    except WebSocketDisconnect:
        pass


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
