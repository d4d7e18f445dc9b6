// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/verify_folder.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// The file that `audit` works on: `chosen` (`--db`), else $XDG_DATA_HOME/pushgate/audit.db, else
/// $HOME/.local/share/pushgate/audit.db. Errors: misuse, where none of them is set.
Result<std::string> audit_database(const std::string& chosen);

/// `pushgate audit import`.
struct AuditImportRequest {
  std::vector<std::string> paths;  ///< evidence folders, SBOM files, folders of either, `docker://…`
  std::string database;            ///< empty: as audit_database
  TrustLoader trust;  ///< whose receipts count, asked from several threads; empty: none is looked at
  registry::ClientOptions registry;
};

struct AuditImportOutcome {
  std::string database;
  std::size_t added = 0;
  std::size_t known = 0;         ///< that were there already
  std::size_t signer_added = 0;  ///< that were there without a signer
  std::vector<Error> problems;   ///< of one document or image each, in their order
};

/// Takes in every document, each whole or not at all; one that cannot be read does not keep the others out.
/// Folders are gone through for evidence folders and files named *.json, links in them are not followed; of
/// `docker://…` the SBOMs beside the images are taken (records_of_image). Progress counts documents and
/// images. Untrusted: the documents. Limits: 1,000,000 names, folders 32 deep. Errors: those of the database,
/// which end the import; what came before stays; those of `trust`.
Result<AuditImportOutcome> audit_import(const AuditImportRequest& request, Progress& progress);

}  // namespace pushgate::gate
