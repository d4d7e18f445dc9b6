// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace pushgate::gate {

/// A document that may be imported.
struct AuditSource {
  std::string path;
  bool is_evidence = false;  ///< a folder; else a file
};

struct AuditSources {
  std::vector<AuditSource> documents;  ///< in the order of the paths, and by name in a folder
  std::vector<Error> problems;         ///< what is no document, and holds none
};

/// What the paths name, and the folders among them hold: evidence folders and files named *.json. Links in
/// folders are not followed. Limits: 1,000,000 names, folders 32 deep.
AuditSources find_audit_sources(const std::vector<std::string>& paths);

}  // namespace pushgate::gate
