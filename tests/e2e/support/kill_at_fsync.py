# SPDX-License-Identifier: Apache-2.0
"""Ends a process by kill -9 before or after one of its fsyncs: between each two records of a journal, and between a record that
is written and one that is on disk."""

import subprocess

SHIM = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static int count;
int fsync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  const char *at = getenv("KILL_AT");
  int due = at ? atoi(at) : 0;
  int now = __sync_add_and_fetch(&count, 1);
  if (due == 2 * now) kill(getpid(), SIGKILL);
  int result = real(file);
  if (due == 2 * now + 1) kill(getpid(), SIGKILL);
  return result;
}
"""


def build(folder):
    """The library to preload. With KILL_AT=2n the process ends before its n-th fsync, with 2n + 1 after it."""
    source, library = folder / "shim.c", folder / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library
