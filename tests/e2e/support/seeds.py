# SPDX-License-Identifier: Apache-2.0
"""Runs by seed, several at once, each behind a proxy of its own in weather of its own. 60 of them, or those that
PUSHGATE_FAULT_SEEDS names: `1-1000`, or `417`."""

import collections
import concurrent.futures
import os
import random
import time

from .case import UNCHECKED
from .faulty import FaultProxy
from .weather import Weather

DEFAULT = "1-60"
AT_ONCE = 8  # most of a run is waiting between attempts


def chosen():
    first, _, last = os.environ.get("PUSHGATE_FAULT_SEEDS", DEFAULT).partition("-")
    return range(int(first), int(last or first) + 1)


def run_seeds(case, run):
    """`run` is a subclass of Run. Fails with the numbers of those that went wrong; why is printed as it happens."""
    print(f"seeds {chosen()[0]}-{chosen()[-1]}", flush=True)
    started, wrong, codes = time.monotonic(), [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        runs = {pool.submit(run(case, number).run): number for number in chosen()}
        for done in concurrent.futures.as_completed(runs):
            try:
                codes.update(done.result())
            except Exception as why:  # the others go on
                wrong.append(runs[done])
                print(f"seed {runs[done]}: {why}", flush=True)
    print(f"{len(runs)} seeds in {time.monotonic() - started:.0f} s; exit codes {dict(sorted(codes.items()))}", flush=True)
    case.assertEqual([], sorted(wrong), "seeds that went wrong")


class Run:
    """One run at one of the case's registries, in a repository of its own. A subclass has go(), which raises AssertionError."""

    def __init__(self, case, number):
        self.case, self.number, self.codes = case, number, []
        self.chance = random.Random(number)
        self.registry = self.chance.choice(case.registries)
        self.repository = f"seed{number}"
        self.folder = case.folder / self.repository

    def run(self):
        """The exit codes on the way."""
        self.folder.mkdir()
        self.proxy = FaultProxy(self.registry.address)
        try:
            self.go()
        finally:
            self.proxy.stop()
        return self.codes

    def weather(self, *what):
        self.proxy.forget()
        self.proxy.decide = Weather(self.number, *what)

    def good_weather(self):
        self.proxy.forget()

    def does(self, what, outcome, allowed):
        """The outcome, if its exit code may be; what it met is told otherwise, and stays in `text`."""
        met = "".join(f"\n  {one.method} {one.path} {one.fault} {one.status}" for one in self.proxy.log() if one.fault)
        self.text = f"{what} at {self.registry.process.args[0]}\n{outcome}\nfaults met:{met}"
        assert outcome.code in allowed, f"expected one of {allowed}: {self.text}"
        assert outcome.code != UNCHECKED or "pushgate: error: " in outcome.err, self.text
        self.codes.append(outcome.code)
        return outcome
