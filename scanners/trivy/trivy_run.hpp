// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::scanners {

/// How Trivy is run: in a scratch folder that is its working folder (so that no trivy.yaml or .trivyignore of
/// the user's project speaks to it), its home and its temporary folder, and with an environment of our own.
struct TrivyCall {
  std::filesystem::path executable;
  std::vector<std::string> arguments;
  std::filesystem::path scratch;
  std::chrono::seconds timeout{600};
  /// It downloads: proxies and certificates of our environment, and TRIVY_DB_REPOSITORY, are handed on.
  bool online = false;
};

/// Its standard output. Errors: unchecked, with Trivy's last line: it could not be started, or did not exit
/// with status 0 in time.
Result<std::string> run_trivy(const TrivyCall& call);

}  // namespace pushgate::scanners
