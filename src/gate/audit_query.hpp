// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "audit/records.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// `pushgate audit query`: the options as they were typed; empty is not asked.
struct AuditQueryRequest {
  std::string database;
  std::string package;
  std::string purl;
  std::string versions;
  std::string cve;
  std::string license;
  std::string layer;
  std::string service;
  std::string signer;
  std::string verdict;
  std::string since;
  std::string until;
  bool by_package = false;  ///< a line a package with the number of documents, not a line a document
};

struct AuditQueryOutcome {
  std::string database;
  std::size_t documents = 0;  ///< that were asked
  audit::Answer answer;
  std::map<std::int64_t, audit::Package> packages;  ///< those that were looked for, by Answer::InLayer
  std::optional<audit::PackageUses> uses;           ///< in place of both, where it is by package
};

/// Errors: misuse, for an option that is none; those of the database.
Result<AuditQueryOutcome> audit_query(const AuditQueryRequest& request);

/// `pushgate audit check`. Errors: unchecked, for a database that is damaged.
Result<audit::Totals> audit_check(const std::string& database);

}  // namespace pushgate::gate
