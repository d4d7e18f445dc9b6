// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "gate/verify_folder.hpp"

namespace pushgate::cli {

/// `pushgate verify --evidence DIR`, without an image and without a fleet.
Result<ExitCode> run_verify_folder(const gate::FolderVerifyRequest& request, const gate::TrustLoader& trust,
                                   const Output& output);

// A folder's part in what is said of it alone, and of an archive that holds it.

/// Who signed the receipt or the decision: `by release, of 2026-11-21T20:00:00Z, for ghcr.io/acme/app`
std::string signer_line(const gate::FolderVerification& found);

/// The notes of its replay; of an index those of its platforms, each once.
std::vector<std::string> notes_of(const gate::FolderVerification& found);

json::Object folder_json(const gate::FolderVerification& found, const std::string& folder);

}  // namespace pushgate::cli
