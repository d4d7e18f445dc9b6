// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/sandbox.hpp"

#include "adapter/process/landlock.hpp"
#include "adapter/process/system_call_filter.hpp"
#include "base/format.hpp"

namespace pushgate::process {

namespace {

constexpr int k_truncate_abi = 3;

}  // namespace

Enforcement enforcement_of(const Sandbox& sandbox) {
  Enforcement out;
  auto& missing = out.not_enforced;
  if (const int abi = landlock_abi(); abi > 0) {
    out.files = fmt::format("landlock {}", abi);
    if (abi < k_truncate_abi) missing.emplace_back("truncating files: Landlock here has no rule for it");
  } else {
    missing.emplace_back("files: the kernel has no Landlock");
  }
  if (has_system_call_filters()) {
    out.system_calls = "seccomp";
    if (sandbox.may_start_programs) missing.emplace_back("processes: it is a script, which starts others");
  } else {
    missing.emplace_back("network and processes: the kernel has no seccomp filters");
  }
  return out;
}

}  // namespace pushgate::process
