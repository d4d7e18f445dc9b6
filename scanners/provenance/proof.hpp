// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/evidence.hpp"
#include "scanners/provenance/installation.hpp"
#include "scanners/provenance/provenance_scanner.hpp"

// For this room's sources alone.

namespace pushgate::scanners {

/// A distribution with the line of the lock that names it.
struct LockedDistribution {
  const Distribution* distribution = nullptr;
  std::string place;                ///< `requirements.lock:12`
  std::vector<std::string> sha256;  ///< the hashes that it may have, in hexadecimal digits
};

/// What the parts of the scanner work on, and where they put what they find.
struct Proof {
  const ProvenanceInput& input;
  const Installation& installed;
  std::vector<model::Finding> findings;
  std::vector<LockedDistribution> locked = {};  ///< those whose version is the lock's
  std::vector<std::string> not_looked_at;       ///< what makes the run incomplete

  model::Finding& add(std::string rule, std::string subject, std::string path, std::string message,
                      std::string hint);
  /// The same, with the layer.
  model::Finding& add_in(std::size_t layer, std::string rule, std::string subject, std::string path,
                         std::string message, std::string hint);
};

/// The files that RECORDs name: changed, missing, without a hash.
void compare_with_records(Proof& proof);

/// The files that they do not name.
void find_unnamed_files(Proof& proof);

/// What is said of distributions as such.
void judge_distributions(Proof& proof);

/// What is installed against the lock, where there is one.
void compare_with_lock(Proof& proof);

/// The RECORDs of what the lock names against those of its wheels.
void compare_with_wheels(Proof& proof);

/// `a, b and 3 more`.
std::string some_of(const std::vector<std::string>& paths);

}  // namespace pushgate::scanners
