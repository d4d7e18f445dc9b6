#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A registry of any number of repositories, each of which has what one repository of a real registry has, behind a slow link:

    slow_registry.py UPSTREAM REPOSITORY MILLISECONDS      127.0.0.1:5000 bench/app 50

prints its address. GET /_counts gives {"requests", "connections", "most_in_flight"} since the last time."""

import http.client
import http.server
import json
import re
import sys
import threading
import time

KEPT = ("Content-Type", "Docker-Content-Digest", "Content-Length", "OCI-Filters-Applied")


class SlowRegistry(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream, repository, milliseconds):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream, self.repository, self.seconds = upstream, repository, milliseconds / 1000
        self.address = f"127.0.0.1:{self.server_address[1]}"
        self.lock = threading.Lock()
        self.answers = {}
        self.in_flight = 0
        self.counts = dict.fromkeys(("requests", "connections", "most_in_flight"), 0)

    def take_counts(self):
        with self.lock:
            counts, self.counts = self.counts, dict.fromkeys(self.counts, 0)
        return counts

    def answer(self, method, path, accept):
        """What the upstream says of the one repository, asked for once."""
        path = re.sub(r"^/v2/.+?/(manifests|blobs|referrers|tags)/", rf"/v2/{self.repository}/\1/", path)
        key = (method, path)
        if key not in self.answers:
            connection = http.client.HTTPConnection(self.upstream, timeout=30)
            connection.request(method, path, headers={"Accept": accept})
            answer = connection.getresponse()
            headers = [(name, value) for name, value in answer.getheaders() if name in KEPT]
            self.answers[key] = answer.status, headers, answer.read()
            connection.close()
        return self.answers[key]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        with self.server.lock:
            self.server.counts["connections"] += 1

    def do_GET(self):
        server = self.server
        if self.path == "/_counts":
            return self.send(200, [], json.dumps(server.take_counts()).encode())
        with server.lock:
            server.in_flight += 1
            server.counts["requests"] += 1
            server.counts["most_in_flight"] = max(server.counts["most_in_flight"], server.in_flight)
        time.sleep(server.seconds)
        answer = server.answer(self.command, self.path, self.headers.get("Accept", "*/*"))
        with server.lock:
            server.in_flight -= 1
        self.send(*answer)

    do_HEAD = do_GET

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def main():
    server = SlowRegistry(sys.argv[1], sys.argv[2], float(sys.argv[3]))
    print(server.address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
