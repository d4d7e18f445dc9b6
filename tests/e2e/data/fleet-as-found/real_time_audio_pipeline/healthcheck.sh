#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
curl -f http://localhost:8080/health || exit 1
