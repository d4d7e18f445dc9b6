// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>

#include <vector>

#include "adapter/process/sandbox.hpp"

namespace pushgate::process {

/// The kernel filters system calls, and this program knows those of the architecture.
bool has_system_call_filters();

/// A seccomp filter for `filter_system_calls`. What it forbids fails with EPERM or EACCES; only a call of
/// another architecture, which no program makes by mistake, ends the process.
std::vector<sock_filter> system_call_filter(const Sandbox& sandbox);

/// From here on the filter holds, for good. Safe between fork and exec, after PR_SET_NO_NEW_PRIVS. False:
/// errno says why not.
bool filter_system_calls(const std::vector<sock_filter>& filter);

}  // namespace pushgate::process
