#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# For the other scripts of this folder: what they say to GitHub Actions. Every value is foreign until shown otherwise.

# Sets an output of the step. The delimiter is drawn anew each time, so that no value can end its own text early.
set_output() { # NAME VALUE
  local delimiter
  delimiter=pushgate-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s<<%s\n%s\n%s\n' "$1" "$delimiter" "$2" "$delimiter" >>"${GITHUB_OUTPUT:-/dev/stdout}"
}

# Runs a command whose output may hold text from images, locks and registries. The runner obeys lines such as
# `::add-mask::`; between the two marks it does not, and nobody can guess the mark.
without_commands() { # COMMAND...
  local mark code=0
  mark=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$mark"
  "$@" || code=$?
  printf '\n::%s::\n' "$mark"
  return "$code"
}

# Ends the step with an annotation, which the runner reads on stderr, too. GitHub's own escapes keep a message on its line.
stop() { # EXIT-CODE MESSAGE
  local text=$2
  text=${text//'%'/'%25'}
  text=${text//$'\r'/'%0D'}
  text=${text//$'\n'/'%0A'}
  printf '::error title=pushgate::%s\n' "$text" >&2
  exit "$1"
}
