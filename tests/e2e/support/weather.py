# SPDX-License-Identifier: Apache-2.0
"""Faults by seed. What befalls a request depends on the seed, on what is asked for and on how often it was asked for, so that
a seed gives the same run again, however its requests are ordered."""

import collections
import random
import re

from .faulty import Fault

RATES = (0.02, 0.1, 0.3, 0.7)
STATUSES = (401, 403, 408, 429, 500, 502, 503, 504)
AT_ONCE = (("Retry-After", "0"),)


def swallowed(method):
    """The answer to a write that was done, by somebody who did nothing."""
    return {"PUT": 201, "DELETE": 202, "POST": 202}.get(method, 500)


KINDS = {
    "status": lambda chance, _: Fault("status", status=chance.choice(STATUSES), headers=chance.choice((AT_ONCE, ()))),
    "throttle": lambda chance, _: Fault("throttle", retry_after=chance.choice(("", "0", "1", "soon"))),
    "delay": lambda chance, _: Fault("delay", seconds=chance.random() / 5),
    "drop_request": lambda chance, _: Fault("drop_request", after=chance.randrange(500)),
    "lose_answer": lambda *_: Fault("lose_answer"),
    "drop_answer": lambda chance, _: Fault("drop_answer", after=chance.randrange(500)),
    "wrong_body": lambda *_: Fault("wrong_body"),
    "wrong_length": lambda chance, _: Fault("wrong_length", by=chance.choice((-50, -1, 1, 50))),
    "page": lambda *_: Fault("page"),
    "swallow": lambda _, method: Fault("status", status=swallowed(method)),
    "redirect_loop": lambda *_: Fault("redirect_loop"),
    "endless": lambda chance, _: Fault("endless", status=chance.choice((200, 500))),
    "gzip_bomb": lambda *_: Fault("gzip_bomb", headers=AT_ONCE),
    "garbage": lambda *_: Fault("garbage"),
}
# Most faults are of these: a run that ends at once meets no other.
PASSING = ("status", "throttle", "delay", "drop_request", "lose_answer", "drop_answer")


class Weather:
    """A FaultProxy's `decide` for one command of one seed."""

    def __init__(self, *seed):
        chance = random.Random(repr(seed))
        self._seed = seed
        self._rate = chance.choice(RATES)
        self._kinds = chance.choice((PASSING, PASSING, tuple(KINDS)))
        self._outage = chance.randrange(80) if chance.random() < 0.15 else None  # from this request on, nothing but
        self._asked = collections.Counter()

    def __call__(self, method, path):
        path = re.sub(r"sha256[:-]\w{64}|(?<=/uploads/).+", "*", path)
        self._asked[method, path] += 1
        chance = random.Random(repr((self._seed, method, path, self._asked[method, path])))
        if self._outage is not None and self._asked.total() > self._outage:
            return Fault("drop_request")
        if chance.random() >= self._rate:
            return None
        kind = chance.choice(self._kinds)
        # Nothing vouches for what a registry itself lists but the registry.
        return None if kind == "wrong_body" and ("/referrers/" in path or path.endswith("/tags/list")) else KINDS[kind](chance, method)
