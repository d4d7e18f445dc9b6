# SPDX-License-Identifier: Apache-2.0
"""AffectiveProcessingCenter: Sorts utterances by mood."""

import asyncio
import json
import pathlib

import uvicorn
from fastapi import FastAPI
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

SERVICE_PORT, HEALTH_PORT = 5560, 6560

profile = json.loads(pathlib.Path("/etc/machine-profile.json").read_text())
service = FastAPI(title="AffectiveProcessingCenter")
health = FastAPI(title="AffectiveProcessingCenter: health")


@health.get("/health")
def answer():
    return {"status": "ok"}


EXAMPLES = {"thank you, that helped": "content", "this is lovely": "content",
            "it fails again": "annoyed", "why does nobody answer": "annoyed"}
moods = make_pipeline(TfidfVectorizer(), MultinomialNB()).fit(list(EXAMPLES), list(EXAMPLES.values()))


@service.get("/mood")
def mood(text: str):
    return {"mood": str(moods.predict([text])[0])}


async def serve():
    ports = [(service, SERVICE_PORT), (health, HEALTH_PORT)]
    servers = [uvicorn.Server(uvicorn.Config(app, host="0.0.0.0", port=port)) for app, port in ports]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve())
