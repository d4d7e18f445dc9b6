# SPDX-License-Identifier: Apache-2.0
"""A fleet on loopback: a registry with images that have receipts, and hosts, each a real HTTP server on an address of its
own (127.0.0.2, 127.0.0.3, …). What a host runs is a file, which the fleet file's command writes, so that it stays when a
rollout is killed; how an image behaves is said by the test."""

import base64
import http.server
import json
import socket
import subprocess
import threading
import time
import urllib.request

from .image import CONFIG, MANIFEST, digest_of, written
from .registries import docker_registry

OK = b'{"status":"ok"}'
DEPLOY = """\
#!/bin/sh
# MACHINE SERVICE DIGEST
printf '%s %s %s\\n' "$1" "$2" "$FORCE_IMAGE_TAG" >> commands
printf %s "$3" > "$1.$2.running"
"""


def answer(handler, status, body, headers=()):
    handler.send_response(status)
    for name, value in (("Content-Length", str(len(body))), *headers):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(OK)))
    handler.end_headers()
    for byte in OK:
        handler.wfile.write(bytes([byte]))
        time.sleep(1)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 4096)


def slow(seconds):
    def behave(handler):
        time.sleep(seconds)
        answer(handler, 200, OK)
    return behave


def flapping(handler):
    handler.server.asked += 1
    answer(handler, *((200, OK) if handler.server.asked % 2 else (503, b"")))


BEHAVIOURS = {
    "good": lambda handler: answer(handler, 200, b' { "status" :\n"ok" } '),
    "slow": slow(0.2),
    "too slow": slow(3),
    "one member more": lambda handler: answer(handler, 200, b'{"status":"ok","gpu":"fine"}'),
    "a member twice": lambda handler: answer(handler, 200, b'{"status":"bad","status":"ok"}'),
    "no content": lambda handler: answer(handler, 204, b""),
    "html": lambda handler: answer(handler, 200, b"<html>ok</html>", [("Content-Type", "text/html")]),
    "flapping": flapping,
    "dead": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
    "redirecting": lambda handler: answer(handler, 302, b"", [("Location", "/other")]),
    "dripping": drip,
    "endless": endless,
    "starting for ever": lambda handler: answer(handler, 503, b"starting"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.server
        running = host.running()
        try:
            if time.monotonic() < host.down_until():
                self.connection.shutdown(socket.SHUT_RDWR)
            elif self.path == "/version":
                answer(self, 200, json.dumps({"digest": host.says or running}).encode())
            elif self.path == "/other":
                answer(self, 200, OK)
            else:
                BEHAVIOURS[host.images.get(running, "good")](self)
        except OSError:
            pass  # the other side had enough

    def log_message(self, *_):
        pass


class Host(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, port, file, images):
        super().__init__((address, port), Handler)
        self.file, self.images, self.asked, self.says = file, images, 0, None
        self.down_for = 0  # seconds after each change
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def running(self):
        return self.file.read_text() if self.file.exists() else ""

    def down_until(self):
        changed = self.file.stat().st_mtime if self.file.exists() else 0
        return time.monotonic() - (time.time() - changed) + self.down_for

    def handle_error(self, *_):
        pass

    def stop(self):
        self.shutdown()
        self.server_close()


class Fleet:
    """Machines mainpc (the canary), pc2, pc3 …, one service `app`, images by tag: each machine's in its own repository, in all
    of them the same one where the test names no machine."""

    def __init__(self, case, machines=("mainpc", "pc2", "pc3"), registry=None):
        self.case, self.folder, self.machines = case, case.folder / "fleet", machines
        self.folder.mkdir()
        self.registry = registry or docker_registry(case)
        self.repository = f"{self.registry.address}/{case.id().rpartition('.')[2].lower()}"
        self.key = self.folder / "release.pem"
        make_key(self.key)
        self.behaviour, self.digests, self.hosts = {}, {}, {}
        port = free_port_everywhere(len(machines))
        for number, machine in enumerate(machines):
            host = Host(f"127.0.0.{number + 2}", port, self.folder / f"{machine}.app.running", self.behaviour)
            case.addCleanup(host.stop)
            self.hosts[machine] = host
        self.port = port
        self.write_program("deploy", DEPLOY)
        self.write_program("logs", "#!/bin/sh\nprintf 'starting\\nModuleNotFoundError: torch\\n'\n")
        self.write()

    def write_program(self, name, text):
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def write(self, rollout="", **settings):
        """The fleet file, with settings of `rollout` in the place of the usual ones, as YAML."""
        keys = {"canary": "[mainpc]", "command": '[./deploy, "{machine}", "{service}", "{digest}"]', "logs": "[./logs]",
                "identity": "{endpoint: /version, member: digest}", "healthy_after": "2", "interval": "20ms", "timeout": "3s",
                "deadline": "20s", **settings}
        machines = "".join(f"  {machine}: {{host: {host.server_address[0]}}}\n" for machine, host in self.hosts.items())
        (self.folder / "pushgate.yaml").write_text(
            f"version: 1\nregistry: {self.repository}\n"
            f"services:\n  app: {{ports: {{service: 1, health: {self.port}}}, machines: [{', '.join(self.machines)}]}}\n"
            f"machines:\n{machines}"
            f"signers: [{{name: release, key: release.pem.pub}}]\n"
            "rollout:\n" + "".join(f"  {key}: {value}\n" for key, value in keys.items() if value is not None))

    # Images

    def push(self, tag, behaviour="good", receipt=True, key=None, machines=None):
        """An image with a receipt. Its digest."""
        for machine in machines or self.machines:
            name = self.name(machine)
            config = written({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []},
                              "author": f"{tag} {machines or ''}"})
            manifest = written({"schemaVersion": 2, "mediaType": MANIFEST, "layers": [], "config": self.put_blob(name, config, CONFIG)})
            self.put_manifest(name, tag, manifest)
            digest = self.digests[tag] = digest_of(manifest)
            self.behaviour[digest] = behaviour
            if receipt:
                self.put_receipt(name, digest, key or self.key)
        return digest

    def put_receipt(self, name, digest, key):
        """As an envelope under cosign's tag for attestations."""
        statement = written({
            "_type": "https://in-toto.io/Statement/v1", "subject": [{"name": name, "digest": {"sha256": digest[7:]}}],
            "predicateType": "https://slsa.dev/verification_summary/v1",
            "predicate": {"verifier": {"id": "https://pushgate.dev/gate/v1"}, "verificationResult": "PASSED",
                          "resourceUri": name}})
        kind = "application/vnd.in-toto+json"
        signed = f"DSSEv1 {len(kind)} {kind} {len(statement)} ".encode() + statement
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=signed, capture_output=True, check=True).stdout
        envelope = written({"payloadType": kind, "payload": base64.b64encode(statement).decode(),
                            "signatures": [{"keyid": "", "sig": base64.b64encode(signature).decode()}]})
        self.put_manifest(name, f"sha256-{digest[7:]}.att", written({
            "schemaVersion": 2, "mediaType": MANIFEST, "config": self.put_blob(name, b"{}", CONFIG),
            "layers": [self.put_blob(name, envelope, "application/vnd.dsse.envelope.v1+json")]}))

    def name(self, machine):
        """The repository of a machine's images."""
        return f"{self.repository}/app" + ("" if machine == self.machines[0] else f"/{machine}")

    def put_blob(self, name, content, kind):
        start = self.send("POST", f"/v2/{name.partition('/')[2]}/blobs/uploads/")
        location = start.headers["Location"]
        self.send("PUT", f"{location}{'&' if '?' in location else '?'}digest={digest_of(content)}", content, "application/octet-stream")
        return {"mediaType": kind, "digest": digest_of(content), "size": len(content)}

    def put_manifest(self, name, tag, content):
        self.send("PUT", f"/v2/{name.partition('/')[2]}/manifests/{tag}", content, MANIFEST)

    def send(self, method, url, body=b"", kind="application/octet-stream"):
        url = url if url.startswith("http") else f"http://{self.registry.address}{url}"
        request = urllib.request.Request(url, method=method, data=body, headers={"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=10) as reply:
            reply.read()
            return reply

    # Hosts

    def start(self, tag):
        """Every host runs the image, as if somebody had started it."""
        for host in self.hosts.values():
            host.file.write_text(self.digests[tag])

    def running(self):
        """The tag that each host runs."""
        tags = {digest: tag for tag, digest in self.digests.items()}
        return [tags.get(host.running(), "?") for host in self.hosts.values()]

    def commands(self):
        file = self.folder / "commands"
        return file.read_text().splitlines() if file.exists() else []

    def forget_commands(self):
        (self.folder / "commands").unlink(missing_ok=True)


def make_key(path):
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path], check=True,
                   capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-out", f"{path}.pub"], check=True, capture_output=True)
    return path


def free_port_everywhere(count):
    """A port that is free on as many loopback addresses."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.2", 0))
            port = first.getsockname()[1]
            try:
                for number in range(1, count):
                    with socket.socket() as other:
                        other.bind((f"127.0.0.{number + 2}", port))
                return port
            except OSError:
                continue
