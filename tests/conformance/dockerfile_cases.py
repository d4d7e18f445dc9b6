# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles by the hundred: valid ones, and valid ones with one line more, which breaks them or is odd."""

import random

SEED = 6
VALID = 150
BROKEN = 12  # of each kind

BASES = ["FROM debian:12", "FROM --platform=linux/amd64 python:3.11-slim AS builder", "FROM scratch", "FROM localhost:5000/a/b@sha256:" + "0" * 64,
         "ARG TAG=3.20\nFROM alpine:${TAG}", "# syntax=docker/dockerfile:1\nFROM busybox AS base\nFROM base"]
LINES = [
    "RUN apt-get update && apt-get install -y curl",
    "RUN apt-get update \\\n    && apt-get install -y \\\n    # a comment\n    curl",
    "RUN [\"/bin/sh\", \"-c\", \"echo hello\"]",
    "RUN --mount=type=cache,target=/root/.cache pip install -r requirements.lock",
    "RUN --mount=type=secret,id=token --network=none cat /run/secrets/token",
    "RUN <<EOF\nset -e\necho hello\nEOF\n",
    "COPY <<'END' /etc/motd\nhello\nEND\n",
    "COPY . /app",
    "COPY --chown=10001:10001 a b /app/",
    "COPY --from=0 /usr/bin/tini /usr/bin/tini",
    "COPY [\"a b\", \"/c d/\"]",
    "COPY --link --chmod=755 entrypoint.sh /",
    "ADD https://example.com/a.tar.gz /opt/",
    "ADD --checksum=sha256:" + "0" * 64 + " https://example.com/a /a",
    "ENV A=1 B=\"two words\" C=two\\ words",
    "ENV OLD the old form",
    "ARG NAME",
    "ARG NAME=value",
    "LABEL org.opencontainers.image.title=\"a title\" other=x",
    "USER 10001:10001",
    "USER ${NAME:-appuser}",
    "WORKDIR /app",
    "EXPOSE 7212 8212/tcp",
    "VOLUME /data",
    "VOLUME [\"/data\", \"/more\"]",
    "CMD [\"python\", \"-m\", \"app\"]",
    "CMD python -m app",
    "ENTRYPOINT [\"tini\", \"--\"]",
    "ENTRYPOINT exec app",
    "HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -f http://localhost:8212/health",
    "HEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost:8212/health\"]",
    "HEALTHCHECK NONE",
    "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
    "STOPSIGNAL SIGTERM",
    "ONBUILD RUN make",
    "MAINTAINER somebody",
    "# only a comment",
    "",
]
# Right by BuildKit, and not read by everybody.
ODD = {
    "escaped quote in ENV": "ENV A=it\\'s",
    "here-document with tabs": "RUN <<-'END' python3\n\tprint('hello')\n\tEND\n",
    "two here-documents on a line": "RUN cat <<A <<B\na\nA\nb\nB\n",
    "instruction right behind a here-document": "RUN <<EOF\nmake\nEOF\nUSER app",
    "carriage return behind HEALTHCHECK NONE": "HEALTHCHECK NONE\r",
    "RUN without arguments": "RUN",
    "CMD without arguments": "CMD",
}
# A line that breaks whatever it stands in.
WRONG = {
    "unknown instruction": "RUNN make",
    "no value of ENV": "ENV NAME",
    "no equals sign in ENV": "ENV A=1 B",
    "unknown flag of COPY": "COPY --owner=app a b",
    "unknown flag of RUN": "RUN --mounts=type=cache,target=/x make",
    "flag given twice": "COPY --chown=a --chown=b c d",
    "COPY without a destination": "COPY a",
    "COPY without arguments": "COPY",
    "ADD without a destination": "ADD a",
    "FROM with two arguments": "FROM debian name",
    "FROM without arguments": "FROM",
    "stage name with a digit first": "FROM debian AS 1st",
    "nested JSON": "CMD [\"a\", [\"b\"]]",
    "JSON of numbers": "RUN [1, 2]",
    "SHELL without JSON": "SHELL /bin/bash -c",
    "here-document without its end": "RUN <<EOF\necho hello",
    "ONBUILD ONBUILD": "ONBUILD ONBUILD RUN make",
    "ONBUILD FROM": "ONBUILD FROM debian",
    "ONBUILD of nothing known": "ONBUILD MAKE all",
    "HEALTHCHECK of an unknown type": "HEALTHCHECK RUN true",
    "HEALTHCHECK without a command": "HEALTHCHECK CMD",
    "duration without a unit": "HEALTHCHECK --interval=30 CMD true",
    "retries that are no number": "HEALTHCHECK --retries=many CMD true",
    "unknown network": "RUN --network=lan make",
    "USER without arguments": "USER",
    "WORKDIR without arguments": "WORKDIR",
    "EXPOSE without arguments": "EXPOSE",
    "VOLUME without arguments": "VOLUME",
    "ARG without arguments": "ARG",
    "LABEL without arguments": "LABEL",
    "STOPSIGNAL without arguments": "STOPSIGNAL",
}


def valid(random_of):
    lines = [random_of.choice(BASES)] + random_of.choices(LINES, k=random_of.randint(1, 12))
    text = "\n".join(lines) + "\n"
    if random_of.random() < 0.1:
        text = text if "<<" in text or "NONE" in text else text.replace("\n", "\r\n")
    if random_of.random() < 0.1:
        text = text.rstrip("\n")
    return text


def cases():
    """(kind, text) of each."""
    random_of = random.Random(SEED)
    out = [("valid", valid(random_of)) for _ in range(VALID)]
    out += [("byte-order mark", "\ufeff" + valid(random_of)) for _ in range(BROKEN)]
    for kind, line in [*ODD.items(), *WRONG.items()]:
        for _ in range(BROKEN):
            out.append((kind, valid(random_of).rstrip("\r\n") + "\n" + line + "\n"))
    out += [("no FROM", "\n".join(random_of.choices([line for line in LINES[:-2] if not line.startswith("ARG")], k=3)) + "\n")
            for _ in range(BROKEN)]
    out += [("escape that is none", "# escape=x\n" + valid(random_of)) for _ in range(BROKEN)]
    out += [("escape given twice", "# escape=`\n# escape=`\nFROM debian\nRUN a `\n  b\n") for _ in range(BROKEN)]
    out += [("nothing but comments", "# a\n\n# b\n"), ("nothing", "")]
    return out
