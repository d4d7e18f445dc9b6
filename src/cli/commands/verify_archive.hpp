// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "gate/verify_archive.hpp"

namespace pushgate::cli {

/// `pushgate verify --offline ARCHIVE`.
Result<ExitCode> run_verify_archive(const gate::ArchiveVerifyRequest& request, const Output& output);

}  // namespace pushgate::cli
