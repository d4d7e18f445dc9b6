// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/shared_scan.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "sbom/cyclonedx.hpp"
#include "sbom/cyclonedx_component.hpp"
#include "scanners/trivy/package_index.hpp"
#include "scanners/trivy/trivy_answer.hpp"

namespace pushgate::scanners {

namespace {

using model::Component;
using model::Inventory;

/// All that Trivy goes by, apart from where the package was found.
std::string identity_of(const Component& component) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += part;
    text += '\0';
  };
  for (const auto* part :
       {&component.purl, &component.group, &component.name, &component.version, &component.architecture,
        &component.source_name, &component.source_version, &component.supplier})
    add(*part);
  for (const auto& [name, value] : component.properties) {
    add(name);
    add(value);
  }
  // Trivy does not look into what a component holds. What a package of the system holds is that package's.
  if (!model::is_os_ecosystem(component.ecosystem))
    for (const auto& nested : component.nested) add(identity_of(nested));
  return text;
}

/// The component without what only its image knows.
Component without_place(const Component& component) {
  Component out = component;
  out.needs.clear();
  out.provides.clear();
  out.licenses.clear();
  out.hashes.clear();
  out.evidence_path.clear();
  out.inner_path.clear();
  out.evidence_digest.reset();
  out.layer.reset();
  if (model::is_os_ecosystem(out.ecosystem)) out.nested.clear();
  return out;
}

/// One document for Trivy. A purl stands in it once: a report says of what it found a purl, and no more.
struct Batch {
  Inventory inventory;
  std::unordered_map<std::string, std::string> identities;  ///< by purl
  TrivyAnswer answer;
  std::unordered_map<std::string, std::vector<const ReportedVulnerability*>> found;  ///< by purl
  std::set<std::string, std::less<>> seen;                                           ///< purls
};

/// The images of one version of a distribution.
class Group {
 public:
  void add(const Inventory& inventory) {
    for (const auto& component : inventory.components)
      m_batch_of.emplace(&component, &put_into_batch(component, inventory.os));
  }

  void ask(const TrivyOptions& options) {
    for (auto& batch : m_batches) {
      std::ranges::sort(batch.inventory.components, {}, &Component::purl);
      const auto document =
          sbom::write_cyclonedx({"fleet", Digest{Digest::Bytes{}}, ""}, batch.inventory, std::nullopt);
      batch.answer = ask_trivy(document, batch.inventory, PackageIndex(batch.inventory), options);
      if (!batch.answer.report) continue;
      const PurlOfReport purl_of(batch.inventory);
      for (const auto& one : batch.answer.report->vulnerabilities)
        batch.found[purl_of(one.purl)].push_back(&one);
      for (const auto& purl : batch.answer.report->packages) batch.seen.insert(purl_of(purl));
    }
  }

  TrivyResult result_of(const Inventory& inventory) const {
    TrivyAnswer own;
    std::set<const Batch*> asked;
    for (const auto& component : inventory.components) {
      const Batch& batch = *m_batch_of.at(&component);
      if (asked.insert(&batch).second) take_over(batch, own);
      if (!own.report) continue;
      if (batch.seen.contains(component.purl)) own.report->packages.push_back(component.purl);
      const auto found = batch.found.find(component.purl);
      if (found == batch.found.end()) continue;
      for (const auto* vulnerability : found->second) {
        own.report->vulnerabilities.push_back(*vulnerability);
        own.report->vulnerabilities.back().path = sbom::trivy_path(component);
      }
    }
    const PackageIndex index(inventory);
    if (own.report) own.findings = index.findings(*own.report);
    return {judge_answer(own, inventory, index), "", std::move(own.identity)};
  }

 private:
  /// Trivy spells purls in its own way; this is the spelling of the inventory.
  class PurlOfReport {
   public:
    explicit PurlOfReport(const Inventory& inventory) {
      for (const auto& component : inventory.components)
        m_spelling.emplace(canonical_purl(component.purl), component.purl);
    }
    std::string operator()(const std::string& purl) const {
      const auto found = m_spelling.find(canonical_purl(purl));
      return found == m_spelling.end() ? purl : found->second;
    }

   private:
    std::unordered_map<std::string, std::string> m_spelling;
  };

  Batch& put_into_batch(const Component& component, const model::OperatingSystem& os) {
    const auto identity = identity_of(component);
    for (auto& batch : m_batches) {
      const auto [place, is_new] = batch.identities.emplace(component.purl, identity);
      if (is_new) batch.inventory.components.push_back(without_place(component));
      if (place->second == identity) return batch;
    }
    auto& batch = m_batches.emplace_back();
    batch.inventory.os = os;
    batch.identities.emplace(component.purl, identity);
    batch.inventory.components.push_back(without_place(component));
    return batch;
  }

  /// What a batch's answer says of every image that has a package in it.
  static void take_over(const Batch& batch, TrivyAnswer& own) {
    own.doubts.insert(own.doubts.end(), batch.answer.doubts.begin(), batch.answer.doubts.end());
    if (!own.identity) own.identity = batch.answer.identity;
    if (!own.report && batch.answer.report)
      own.report = TrivyReport{batch.answer.report->created_at, batch.answer.report->os_family, {}, {}};
  }

  std::deque<Batch> m_batches;
  std::unordered_map<const Component*, const Batch*> m_batch_of;
};

}  // namespace

std::vector<TrivyResult> scan_together(const std::vector<const Inventory*>& inventories,
                                       const TrivyOptions& options) {
  std::map<std::pair<std::string, std::string>, Group> groups;
  const auto group_of = [&](const Inventory& inventory) -> Group& {
    return groups[{inventory.os.family, inventory.os.version}];
  };
  for (const auto* inventory : inventories) group_of(*inventory).add(*inventory);
  for (auto& [distribution, group] : groups) group.ask(options);
  std::vector<TrivyResult> results;
  results.reserve(inventories.size());
  for (const auto* inventory : inventories) results.push_back(group_of(*inventory).result_of(*inventory));
  return results;
}

}  // namespace pushgate::scanners
