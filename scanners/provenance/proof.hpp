// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/evidence.hpp"
#include "model/provenance.hpp"
#include "scanners/provenance/installation.hpp"
#include "scanners/provenance/provenance_scanner.hpp"

// For this room's sources alone.

namespace pushgate::scanners {

/// What the parts of the scanner work on, and where they put what they find.
struct Proof {
  const ProvenanceInput& input;
  const Installation& installed;
  std::vector<model::DistributionProof> chains;  ///< of each distribution, in the installation's order
  std::vector<model::Finding> findings = {};
  std::vector<std::string> not_looked_at = {};  ///< what makes the run incomplete

  /// What is to be told of a distribution of `installed`.
  model::DistributionProof& chain_of(const Distribution& one);

  model::Finding& add(std::string rule, std::string subject, std::string path, std::string message,
                      std::string hint);
  /// The same, with the layer.
  model::Finding& add_in(std::size_t layer, std::string rule, std::string subject, std::string path,
                         std::string message, std::string hint);
};

/// What distributions are called, where they lie, and which layers wrote their files; nothing proven yet.
std::vector<model::DistributionProof> begin_chains(const Installation& installed,
                                                   const std::vector<model::Layer>& layers);

/// The files that RECORDs name: changed, missing, without a hash.
void compare_with_records(Proof& proof);

/// The scripts of entry points, which no wheel brings.
void judge_scripts(Proof& proof);

/// The files that they do not name.
void find_unnamed_files(Proof& proof);

/// The compiled modules that are not those of the sources beside them.
void judge_compiled_modules(Proof& proof);

/// What is said of distributions as such.
void judge_distributions(Proof& proof);

/// What is installed against the lock, where there is one.
void compare_with_lock(Proof& proof);

/// The RECORDs of what the lock names against those of its wheels.
void compare_with_wheels(Proof& proof);

/// `a, b and 3 more`.
std::string some_of(const std::vector<std::string>& paths);

}  // namespace pushgate::scanners
