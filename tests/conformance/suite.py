# SPDX-License-Identifier: Apache-2.0
"""What every suite here has: a count of cases, exceptions by name with a reason, failures by name, and an exit code.

An exception is a case where pushgate rightly differs from the suite. Each is printed; one that is not needed any more fails,
and so does a suite that has shrunk."""

import os
import sys

import fetch

SKIPPED = 77  # ctest's SKIP_RETURN_CODE


class Suite:
    def __init__(self, title, least_cases, exceptions=None):
        self.title, self.least_cases = title, least_cases
        self.exceptions = dict(exceptions or {})
        self.unused = set(self.exceptions)
        self.cases, self.failures = 0, []

    def check(self, name, right, otherwise):
        """A case; `otherwise` says what was wrong."""
        self.cases += 1
        if not right:
            self.failures.append(f"{name}: {otherwise}")

    def exception(self, name):
        """The reason to treat this case differently, or None. Told once it is asked for."""
        self.unused.discard(name)
        return self.exceptions.get(name)

    def finish(self):
        for name, reason in sorted(self.exceptions.items()):
            print(f"exception: {name}: {reason}")
        self.failures += [f"{name}: is listed as an exception, but there is no such case" for name in sorted(self.unused)]
        if self.cases < self.least_cases:
            self.failures.append(f"ran {self.cases} cases; expected at least {self.least_cases}")
        for failure in self.failures:
            print(f"FAILED: {failure}")
        print(f"{self.title}: {self.cases} cases, {len(self.exceptions)} exceptions, {len(self.failures)} failures")
        return 1 if self.failures else 0


def main(run):
    """Ends the process as `run` says; where a suite cannot be had: skipped, and in CI failed."""
    try:
        sys.exit(run())
    except fetch.Unavailable as error:
        in_ci = os.environ.get("CI") == "true"
        print(f"{'FAILED' if in_ci else 'skipped'}: {error}")
        sys.exit(1 if in_ci else SKIPPED)
