# SPDX-License-Identifier: Apache-2.0
"""What end-to-end tests stand on: the real binary, real tools, real registries, real images."""
