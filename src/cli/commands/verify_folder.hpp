// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "gate/verify_folder.hpp"

namespace pushgate::cli {

/// `pushgate verify --evidence DIR`, without an image and without a fleet.
Result<ExitCode> run_verify_folder(const gate::FolderVerifyRequest& request, const gate::TrustLoader& trust,
                                   const Output& output);

}  // namespace pushgate::cli
