# SPDX-License-Identifier: Apache-2.0
"""GitHub's REST API for container packages, as far as it is documented, over a real registry whose manifests are the versions.

    github = GithubPackages(registry.address, "octo-org", "app")
    … a client asks github.url with the token `ghp_right` …
    github.limits.append(("retry-after", "1"))      the next request meets a limit
    github.popular.add(digest)                      has more than 5,000 downloads

Where each answer is from:
    lists        https://docs.github.com/en/rest/packages/packages#list-package-versions-for-a-package-owned-by-an-organization
    delete       https://docs.github.com/en/rest/packages/packages#delete-package-version-for-an-organization
    restore      https://docs.github.com/en/rest/packages/packages#restore-package-version-for-an-organization
    pages        https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    limits       https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    401, 404     https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    /user        https://docs.github.com/en/rest/users/users#get-the-authenticated-user and
                 https://docs.github.com/en/rest/packages/packages#list-package-versions-for-a-package-owned-by-the-authenticated-user
                 (of a private package: what is listed under /users is public)
    refusals     https://docs.github.com/en/packages/learn-github-packages/deleting-and-restoring-a-package
                 (their texts: https://github.com/chizkiyahu/delete-untagged-ghcr-action/issues/40 and
                 https://github.com/kairos-io/kairos/pull/4724)"""

import http.server
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

TYPES = ", ".join(("application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
                   "application/vnd.docker.distribution.manifest.list.v2+json",
                   "application/vnd.docker.distribution.manifest.v2+json"))
DOCS = "https://docs.github.com/rest/packages/packages"
POPULAR = "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance."
LAST = "You cannot delete the last tagged version of a package. You must delete the package instead."


class Version:
    def __init__(self, number, digest, created_at):
        self.id, self.digest, self.created_at = number, digest, created_at
        self.tags, self.stored = [], None  # what was deleted: (media type, bytes), and its tags


class GithubPackages(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, registry, owner, package, kind="orgs"):
        super().__init__(("127.0.0.1", 0), Answers)
        self.registry, self.owner, self.package, self.kind = registry, owner, package, kind
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.tokens = {"ghp_right": "admin", "ghp_reader": "read"}
        self.versions, self.deleted = {}, {}  # by number
        self.popular, self.limits, self.page = set(), [], 100
        self.requests = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def add(self, digest, created_at="2026-01-01T00:00:00Z"):
        """A manifest that was pushed: a registry does not list those without a tag, GitHub does."""
        number = 1000 + len(self.versions) + len(self.deleted)
        self.versions[number] = Version(number, digest, created_at)
        return number

    def stop(self):
        self.shutdown()
        self.server_close()

    def ask(self, method, path, body=None, headers=None):
        request = urllib.request.Request(f"http://{self.registry}/v2/{self.owner}/{self.package}/{path}", method=method, data=body,
                                         headers={"Accept": TYPES, **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def read_tags(self):
        """What each version is called now."""
        status, _, body = self.ask("GET", "tags/list")
        named = {}
        for tag in (json.loads(body)["tags"] or []) if status == 200 else []:
            status, headers, _ = self.ask("HEAD", f"manifests/{tag}")
            if status == 200:
                named.setdefault(headers["Docker-Content-Digest"], []).append(tag)
        for version in self.versions.values():
            version.tags = named.get(version.digest, [])

    def delete(self, version):
        _, headers, body = self.ask("GET", f"manifests/{version.digest}")
        version.stored = headers["Content-Type"], body
        status, _, text = self.ask("DELETE", f"manifests/{version.digest}")
        assert status == 202, text
        self.deleted[version.id] = self.versions.pop(version.id)

    def restore(self, version):
        media_type, body = version.stored
        for name in (version.digest, *version.tags):
            status, _, text = self.ask("PUT", f"manifests/{name}", body, {"Content-Type": media_type})
            assert status == 201, text
        self.versions[version.id] = self.deleted.pop(version.id)


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, value=None, headers=()):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in (("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def say(self, status, message, headers=()):
        self.answer(status, {"message": message, "documentation_url": DOCS, "status": str(status)}, headers)

    def handle_any(self):
        github = self.server
        with github.lock:
            github.requests.append((self.command, self.path))
            self.handle_one_of(github)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = handle_any

    def handle_one_of(self, github):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if github.limits:
            status, headers, message = github.limits.pop(0)
            return self.say(status, message, headers)
        right = github.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if right is None:
            return self.say(401, "Bad credentials")
        if not self.headers.get("User-Agent"):
            return self.say(403, "Request forbidden by administrative rules.")
        path, _, query = self.path.partition("?")
        if path == "/user":
            return self.answer(200, {"login": github.owner})
        owner = "user" if github.kind == "user" else f"{github.kind}/{github.owner}"
        versions = f"/{owner}/packages/container/{urllib.parse.quote(github.package, safe='')}/versions"
        found = re.fullmatch(re.escape(versions) + r"(?:/(\d+)(/restore)?)?", path)
        if not found:
            return self.say(404, "Package not found.")
        number, restores = found.groups()
        if number is None:
            return self.list_page(github, dict(urllib.parse.parse_qsl(query)), path)
        version = (github.deleted if restores else github.versions).get(int(number))
        if version is None or (self.command != "GET" and right != "admin"):
            return self.say(404, "Package not found.")
        if self.command == "GET" and not restores:
            github.read_tags()
            return self.answer(200, self.shown(version))
        if self.command == "DELETE" and not restores:
            return self.remove(github, version)
        if self.command == "POST" and restores:
            github.restore(version)
            return self.answer(204)
        return self.say(404, "Not Found")

    def remove(self, github, version):
        github.read_tags()
        if version.digest in github.popular:
            return self.say(400, POPULAR)
        if version.tags and not any(one.tags for one in github.versions.values() if one is not version):
            return self.say(400, LAST)
        github.delete(version)
        return self.answer(204)

    def list_page(self, github, query, path):
        github.read_tags()
        listed = github.deleted if query.get("state") == "deleted" else github.versions
        newest = sorted(listed.values(), key=lambda version: -version.id)
        size, page = min(github.page, int(query.get("per_page", 30))), int(query.get("page", 1))
        more = page * size < len(newest)
        following = urllib.parse.urlencode({**query, "page": page + 1})
        link = [("Link", f'<{github.url}{path}?{following}>; rel="next"')] if more else []
        self.answer(200, [self.shown(one) for one in newest[(page - 1) * size:page * size]], link)

    def shown(self, version):
        return {"id": version.id, "name": version.digest, "url": f"{self.server.url}{self.path.partition('?')[0]}/{version.id}",
                "created_at": version.created_at, "updated_at": version.created_at,
                "metadata": {"package_type": "container", "container": {"tags": version.tags}}}

    def log_message(self, *_):
        pass


def limit_after(seconds):
    """A secondary limit."""
    return 403, [("Retry-After", str(seconds))], "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


def limit_until(seconds):
    """The hour's requests are used up; seconds from now it begins anew."""
    reset = str(int(time.time()) + seconds)
    return 403, [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)], "API rate limit exceeded for installation ID 1."
