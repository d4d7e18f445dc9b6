// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"
#include "scanners/provenance/layer_history.hpp"
#include "scanners/provenance/proof.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

namespace {

/// What installers make themselves, and therefore list without a hash (PEP 376, PEP 427).
bool has_no_hash_by_rule(const Distribution& one, const std::string& path) {
  if (path.ends_with(".pyc")) return true;
  if (parent_of(path) != one.folder) return false;
  const auto name = name_of(path);
  return name == "RECORD" || name == "RECORD.jws" || name == "RECORD.p7s";
}

std::string called(const Distribution& one) {
  return fmt::format("{} {}", one.component->name, one.component->version);
}

class Comparison {
 public:
  Comparison(Proof& proof, const Distribution& one)
      : m_proof(proof), m_one(one), m_chain(proof.chain_of(one)) {}

  void run() {
    m_chain.strength = model::ProofStrength::record;
    for (std::size_t i = 0; i < m_one.files.size(); ++i) {
      const auto& file = m_one.files[i];
      const auto* const node = m_one.found[i];
      if (node == nullptr) {
        not_there(file);
      } else if (!node->is_file()) {
        changed(*node, file, "is no regular file");
      } else {
        compare(*node, file);
      }
    }
    tell_missing();
    if (!m_unhashed.empty()) {
      m_proof.add_in(m_one.layer, "provenance/weak-proof", m_one.component->purl, m_unhashed.front(),
                     fmt::format("the RECORD of {} gives no SHA-256 for {} of its {} files: {}",
                                 called(m_one), m_unhashed.size(), m_one.files.size(), some_of(m_unhashed)),
                     "install it from a wheel with an installer that writes hashes, as pip does");
    }
  }

 private:
  void compare(const oci::RootView::Node& node, const sbom::RecordedFile& file) {
    if (file.sha256 && !node.sha256()) {
      m_proof.not_looked_at.push_back(fmt::format("{} was not hashed", sbom::shown_path(node)));
      ++m_chain.files.unhashed;
    } else if (file.sha256 && *file.sha256 != *node.sha256()) {
      changed(node, file,
              fmt::format("is {}; expected {}", node.sha256()->to_string(), file.sha256->to_string()));
    } else if (!file.sha256 && file.size && *file.size != node.size()) {
      changed(node, file, fmt::format("has {} bytes; expected {}", node.size(), *file.size));
    } else if (file.sha256) {
      ++m_chain.files.proven;
    } else {
      ++m_chain.files.unhashed;
      if (!has_no_hash_by_rule(m_one, file.path)) m_unhashed.push_back(file.path);
    }
  }

  /// The distribution whose RECORD has the file as it is.
  const Distribution* other_owner(const oci::RootView::Node& node) const {
    for (const auto& claim : m_proof.installed.claims(node)) {
      const auto& other = m_proof.installed.distributions()[claim.distribution];
      if (&other != &m_one && claim.file->sha256 && claim.file->sha256 == node.sha256()) return &other;
    }
    return nullptr;
  }

  void changed(const oci::RootView::Node& node, const sbom::RecordedFile& file, const std::string& what) {
    ++m_chain.files.changed;
    std::string message = fmt::format("{}, as the RECORD of {} says; last written by {}", what, called(m_one),
                                      layer_words(m_proof.input.inventory.layers, node.layer));
    if (const auto* other = other_owner(node)) {
      message += fmt::format("; it is the file of {}, which was installed over it", called(*other));
    }
    m_proof.add_in(node.layer, "provenance/changed-file", m_one.component->purl, file.path,
                   std::move(message),
                   "build again without the step that writes it, or install the package anew");
  }

  /// Compiled modules may be removed: Python makes them again.
  void not_there(const sbom::RecordedFile& file) {
    if (file.path.ends_with(".pyc")) {
      ++m_chain.files.unhashed;
      return;
    }
    ++m_chain.files.missing;
    const auto path = std::string_view(file.path).substr(1);
    m_missing[removed_by(m_proof.input.layers, path)].push_back(file.path);
  }

  /// One finding for each layer that removed some: whole folders of tests are removed to save space.
  void tell_missing() {
    for (const auto& [layer, paths] : m_missing) {
      const auto how = layer
                           ? fmt::format("removed by {}", layer_words(m_proof.input.inventory.layers, *layer))
                           : std::string("in no layer");
      m_proof.add_in(layer.value_or(m_one.layer), "provenance/missing-file", m_one.component->purl,
                     paths.front(),
                     fmt::format("{} of the {} files of {} are not there, {}: {}", paths.size(),
                                 m_one.files.size(), called(m_one), how, some_of(paths)),
                     "install the package anew; what is removed on purpose can be waived");
    }
  }

  Proof& m_proof;
  const Distribution& m_one;
  model::DistributionProof& m_chain;
  std::vector<std::string> m_unhashed;
  std::map<std::optional<std::size_t>, std::vector<std::string>> m_missing;
};

}  // namespace

void compare_with_records(Proof& proof) {
  for (const auto& one : proof.installed.distributions()) {
    if (!one.of_system && !one.carried && one.record != nullptr) Comparison(proof, one).run();
  }
}

}  // namespace pushgate::scanners
