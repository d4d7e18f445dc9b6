// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/decision.hpp"
#include "policy/document/case_reader.hpp"

namespace pushgate::gate {

/// A case, and what came of it.
struct TestedCase {
  std::string file;
  policy::PolicyCase wanted;
  std::optional<model::Decision> decision;  ///< none: it could not be decided
  std::vector<std::string> differences;     ///< from what is expected
  std::optional<Error> error;               ///< why it could not be decided
};

/// `policy test`: decides every case of every file, whatever became of the others. A path is a file, or a
/// folder that holds files named *.tests.yaml; folders in it are looked into, links and names that begin with
/// a dot are passed over. Policies and evidence are named relative to the file. Errors: misuse, for all files
/// and policies that are wrong at once, before anything is decided; for a path that is not there or holds no
/// such file. Limits: 100,000 names, folders 32 deep. Untrusted: the evidence.
Result<std::vector<TestedCase>> test_policies(const std::vector<std::string>& paths);

}  // namespace pushgate::gate
