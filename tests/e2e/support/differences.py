# SPDX-License-Identifier: Apache-2.0
"""Two lists of packages must be the same, but for what differences.txt lists. Its unindented lines are a reason; the
indented ones after it say which differences it is for, in shell patterns:

    Keys stand in rpm's database among the packages; they are none.
      rpm-*    packages   trivy   rpm gpg-pubkey *

image, comparison, who has it (pushgate, trivy, syft, syft+trivy), and what: type, name and version (`-` where there is
none) and, where a comparison has it, the path. A difference that is not listed fails, and so does a line for which
there is none."""

import fnmatch
import pathlib

TOLD = 100  # where a whole ecosystem is lost, some of it tells as much
FILE = pathlib.Path(__file__).resolve().parent.parent / "differences.txt"


def read(text):
    """(reason, image, comparison, who, what) of each line."""
    reason, ended = [], True
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            ended = True
        elif line[0] == " ":
            ended = True
            yield (" ".join(reason), *line.split(None, 3))
        else:
            reason = [line] if ended else reason + [line]
            ended = False


def shown(package):
    kind, name, version = package
    return f"{kind} {name} {version or '-'}"


class Differences:
    """Collects the differences of these comparisons."""

    def __init__(self, *comparisons, text=None):
        lines = read(FILE.read_text() if text is None else text)
        self._lines = [line for line in lines if any(fnmatch.fnmatchcase(one, line[2]) for one in comparisons)]
        self._used = set()
        self._unexplained = []

    def add(self, image, comparison, who, what):
        """One difference; `what` as the file has it."""
        difference = (image, comparison, who, what)
        lines = [line for line in self._lines if all(map(fnmatch.fnmatchcase, difference, line[1:]))]
        self._used.update(lines)
        if not lines:
            self._unexplained.append(f"  {image}  {comparison}  {who}  {what}")

    def unexplained(self):
        """What is not listed, and what is listed in vain; empty where all is as it should be."""
        vain = [f"  {' '.join(line[1:])}" for line in self._lines if line not in self._used]
        new = sorted(self._unexplained)
        told = [f"differences that differences.txt does not list, {len(new)}:", *new[:TOLD]] if new else []
        told += ["  …"] if len(new) > TOLD else []
        told += ["listed in differences.txt, and no difference any more:", *vain] if vain else []
        return "\n".join(told)
