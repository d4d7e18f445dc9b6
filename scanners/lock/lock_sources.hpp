// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"

namespace pushgate::scanners {

/// What the text of a lock says of where packages come from, and of how they are chosen: indexes without
/// TLS, extra indexes, editable, VCS and direct requirements, pre-releases, sdists by force, pins twice, pins
/// that a constraint refuses. No credentials are told.
void check_sources(const LockContents& lock, LockFindings& findings);

}  // namespace pushgate::scanners
