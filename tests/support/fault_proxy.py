# SPDX-License-Identifier: Apache-2.0
"""A proxy between a client and a real registry that does to requests what networks, proxies and registries do.

    proxy = FaultProxy(registry.address)
    proxy.fail("PUT /v2/app/manifests/", "lose_answer", times=2, skip=1)
    … a client speaks to proxy.address …
    proxy.log()[-1].status

`match` is a regular expression over "METHOD path"; of the requests that match, the first `skip` pass and the next `times`
(-1: all) fail. Actions:

    status            answers with `status` (500), `body` and `headers`
    throttle          answers 429, with Retry-After where there is `retry_after`
    delay             passes on after `seconds`
    drop_request      reads at most `after` bytes of the request's body and closes the connection
    lose_answer       passes the request on and closes the connection without an answer
    drop_answer       sends the first `after` bytes of the answer's body and closes the connection
    wrong_body        flips a bit in the middle of the answer's body
    wrong_length      names a Content-Length that is `by` bytes more (or less) than is sent
    page              answers 200 with a page of HTML, as portals and other proxies do
    redirect          answers 307 with Location: `location` (the request's own path is appended where it ends in `…`)
    redirect_loop     answers 307 to the request's own URL
    move_upload       passes on, and says that the upload goes on at `location`
    endless           answers `status` (200) with a body that has no end
    gzip_bomb         answers `status` (500) with 32 KB of gzip that are 32 MB
    garbage           answers with bytes that are no HTTP

With `tls` (an ssl.SSLContext) it is also an HTTPS proxy: what a client sends through CONNECT to whatever host is answered
under that context's certificate. With `login` it puts that Authorization in the place of the client's, as a storage host does
that knows who asks by the URL. `decide`, a function of (method, path), may give the fault of a request instead of the list."""

import dataclasses
import functools
import gzip
import http.client
import http.server
import re
import socket
import threading
import time

PAGE = b"<html><body>Please log in to this network.</body></html>"


@functools.cache
def bomb():
    return gzip.compress(bytes(32 << 20), 9)


@dataclasses.dataclass
class Fault:
    action: str
    match: str = ""
    times: int = 1
    skip: int = 0
    status: int = 0
    body: bytes = b""
    headers: tuple = ()
    retry_after: str = ""
    seconds: float = 0
    after: int = 0
    by: int = 0
    location: str = ""


@dataclasses.dataclass
class Request:
    """What the client asked for and was told; status 0 where it was told nothing."""
    method: str
    path: str
    authorization: str
    host: str
    fault: str = ""
    status: int = 0


@dataclasses.dataclass
class Answer:
    status: int
    headers: list
    body: bytes


def plain(status, body=b"", headers=()):
    return Answer(status, [("Content-Length", str(len(body))), *headers], body)


class FaultProxy(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream, tls=None, login=""):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.upstream, self.tls, self.login = upstream, tls, login
        self.address = f"127.0.0.1:{self.server_address[1]}"
        self.forget()
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def fail(self, match, action, **more):
        assert action in ACTIONS, action
        self.faults.append(Fault(action, match, **more))

    def log(self):
        """Every request so far."""
        return list(self._log)

    def forget(self):
        """Faults and requests: it is as new."""
        self._log, self.faults = [], []
        self.decide = self.listed

    forget_log = forget

    def listed(self, method, path):
        for fault in self.faults:
            if fault.times == 0 or not re.match(fault.match, f"{method} {path}"):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                return None
            fault.times -= 1
            return fault
        return None

    def stop(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass  # the other side had enough


class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    secure = False
    upstream = None

    def setup(self):
        super().setup()
        self.connection.settimeout(120)

    def finish(self):
        if self.upstream:
            self.upstream.close()
        super().finish()

    def do_CONNECT(self):
        self.server._log.append(Request("CONNECT", self.path, self.headers.get("Authorization", ""), self.headers.get("Host", "")))
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure, self.close_connection = True, False

    def exchange(self):
        proxy = self.server
        path = self.path.partition("?")[0]
        self.seen = Request(self.command, path, self.headers.get("Authorization", ""), self.headers.get("Host", ""))
        with proxy.lock:
            proxy._log.append(self.seen)
            fault = proxy.decide(self.command, path)
        if fault is None:
            self.reply(self.passed_on())
            return
        self.seen.fault = fault.action
        ACTIONS[fault.action](self, fault)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = exchange

    def request_body(self, limit=None):
        length = int(self.headers.get("Content-Length", "0"))
        return self.rfile.read(length if limit is None else min(length, limit))

    def passed_on(self):
        body = self.request_body()
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(self.server.upstream, timeout=120)
        headers = dict(self.headers.items())
        if self.secure:
            headers["X-Forwarded-Proto"] = "https"
        if self.server.login:
            headers["Authorization"] = self.server.login
        for attempt in (1, 2):
            try:
                self.upstream.request(self.command, self.path, body=body or None, headers=headers)
                answer = self.upstream.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.upstream.close()  # it was kept too long
                if attempt == 2:
                    raise
        content = answer.read()
        named = [(name, value) for name, value in answer.getheaders() if name.lower() not in ("transfer-encoding", "connection")]
        if not any(name.lower() == "content-length" for name, _ in named):
            named.append(("Content-Length", str(len(content))))
        return Answer(answer.status, named, content)

    def reply(self, answer, length=None):
        """Sends an answer; of its body, `length` bytes, and then closes the connection."""
        self.seen.status = answer.status
        head = f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, 'Said')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        body = b"" if self.command == "HEAD" else answer.body
        self.wfile.write(head.encode() + b"\r\n" + body[:length])
        if length is not None:
            self.hang_up()

    def refuse(self, answer):
        self.request_body()
        self.reply(answer)

    def hang_up(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is gone already

    def log_message(self, *_):
        pass


def renamed(answer, name, value):
    """The answer with another value of a field."""
    answer.headers = [pair for pair in answer.headers if pair[0].lower() != name.lower()] + [(name, value)]
    return answer


def delay(exchange, fault):
    time.sleep(fault.seconds)
    exchange.reply(exchange.passed_on())


def drop_request(exchange, fault):
    exchange.request_body(fault.after)
    exchange.hang_up()


def lose_answer(exchange, _):
    exchange.passed_on()
    exchange.hang_up()


def wrong_body(exchange, _):
    answer = exchange.passed_on()
    body = bytearray(answer.body)
    if body:
        body[len(body) // 2] ^= 1
    answer.body = bytes(body)
    exchange.reply(answer)


def wrong_length(exchange, fault):
    answer = exchange.passed_on()
    length = max(0, len(answer.body) + fault.by)
    exchange.reply(renamed(answer, "Content-Length", str(length)), len(answer.body))


def redirect(exchange, fault):
    own = fault.location.endswith("…")
    exchange.refuse(plain(307, headers=[("Location", fault.location.removesuffix("…") + (exchange.path if own else ""))]))


def move_upload(exchange, fault):
    answer = exchange.passed_on()
    where = re.sub(r"^https?://[^/]*", "", dict(answer.headers).get("Location", ""))
    exchange.reply(renamed(answer, "Location", fault.location + where))


def endless(exchange, fault):
    exchange.request_body()
    exchange.seen.status = fault.status or 200
    exchange.wfile.write(f"HTTP/1.1 {exchange.seen.status} Said\r\nContent-Type: application/json\r\n\r\n".encode())
    if exchange.command != "HEAD":
        while True:  # until the client leaves
            exchange.wfile.write(b" " * 65536)
    exchange.hang_up()


def garbage(exchange, _):
    exchange.request_body()
    exchange.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
    exchange.hang_up()


ACTIONS = {
    "status": lambda exchange, fault: exchange.refuse(plain(fault.status or 500, fault.body, fault.headers)),
    "throttle": lambda exchange, fault: exchange.refuse(
        plain(429, b'{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}',
              [("Retry-After", fault.retry_after)] if fault.retry_after else [])),
    "delay": delay,
    "drop_request": drop_request,
    "lose_answer": lose_answer,
    "drop_answer": lambda exchange, fault: exchange.reply(exchange.passed_on(), fault.after),
    "wrong_body": wrong_body,
    "wrong_length": wrong_length,
    "page": lambda exchange, _: exchange.refuse(plain(200, PAGE, [("Content-Type", "text/html")])),
    "redirect": redirect,
    "redirect_loop": lambda exchange, _: exchange.refuse(plain(307, headers=[("Location", exchange.path)])),
    "move_upload": move_upload,
    "endless": endless,
    "gzip_bomb": lambda exchange, fault: exchange.refuse(plain(fault.status or 500, bomb(), [("Content-Encoding", "gzip"), *fault.headers])),
    "garbage": garbage,
}
