// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::retention {

/// A manifest of a repository, and what becomes of it.
struct PlannedManifest {
  Digest digest;
  std::vector<std::string> tags{};  ///< sorted
  bool remove = false;
  std::string why{};

  bool operator==(const PlannedManifest&) const = default;
};

struct PlannedRepository {
  std::string name;                          ///< `ghcr.io/acme/app`
  std::string store;                         ///< RepositoryStore::kind
  std::vector<PlannedManifest> manifests{};  ///< all that it has, sorted by digest
  std::uint64_t frees = 0;                   ///< bytes that nothing kept in this repository has

  Digest graph() const;  ///< Graph::digest() of these
  std::size_t removals() const;

  bool operator==(const PlannedRepository&) const = default;
};

/// What `retention plan` found, and `retention apply` does exactly.
struct PlanDocument {
  Time made;
  std::vector<PlannedRepository> repositories{};
  std::uint64_t frees = 0;  ///< of all together: what two repositories share is counted once

  bool operator==(const PlanDocument&) const = default;
};

/// The plan file, `pushgate.retention-plan/v1`: JSON with each repository's manifests and the digest of its
/// graph.
std::string write_plan(const PlanDocument& plan);

/// Errors: misuse, for what is no plan or of another version, and for a list of manifests that is not the one
/// whose digest the plan names. Untrusted: the text. Limits: 256 MiB.
Result<PlanDocument> parse_plan(std::string_view text, const std::string& name);

}  // namespace pushgate::retention
