#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
set -e
export OMP_NUM_THREADS=16
"$@"
