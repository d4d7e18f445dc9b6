// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/image_secrets.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "scanners/secrets/secret_findings.hpp"
#include "scanners/secrets/secret_text.hpp"

namespace pushgate::scanners {

namespace {

using Findings = std::vector<model::Finding>;

/// Whether the path of an entry of a layer is, in the image that runs, what this layer wrote.
bool is_visible(const std::string& path, const Digest& diff_id, const std::vector<oci::LayerFacts>& facts,
                const oci::RootView& view) {
  const auto parsed = RootPath::parse(path);
  if (!parsed) return false;
  const oci::RootView::Node* const node = view.at(*parsed);
  return node != nullptr && facts[node->layer].diff_id == diff_id;
}

void add_layers(const LayerSecretSearch& search, const std::vector<oci::LayerFacts>& facts,
                const oci::RootView& view, Findings& findings) {
  for (const LayerSecrets& layer : search.layers()) {
    for (const auto& [path, secret] : layer.found) {
      model::Location place;
      place.path = "/" + without_secrets(path);
      place.layer = layer.diff_id.to_string();
      auto finding = secret_finding(secret, std::move(place));
      if (!is_visible(path, layer.diff_id, facts, view)) {
        finding.message +=
            "; the file is deleted or replaced later, and still in this layer for all who pull it";
        finding.hint =
            "revoke it first: whoever pulled the image has it; then build again so that no layer ever has it";
      }
      findings.push_back(std::move(finding));
    }
    if (layer.more == 0) continue;
    model::Finding finding;
    finding.rule = "secrets/registry-token";
    finding.subject = "layer";
    finding.location.layer = layer.diff_id.to_string();
    finding.message = fmt::format("holds {} more secrets than are listed", layer.more);
    findings.push_back(std::move(finding));
  }
}

/// Searches the texts of a configuration, and notes what was found.
class ConfigSearch {
 public:
  explicit ConfigSearch(Findings& findings) : m_findings(findings) {}

  void text(std::string place, std::string_view text) {
    for (const SeenSecret& secret : secrets_in(text)) add(place, secret);
  }

  /// The document whole, for what lies in members of which nothing is known.
  void document(const std::string& place, std::string_view bytes) {
    for (const SeenSecret& secret : secrets_in(bytes)) {
      if (!m_known.contains(secret.told)) add(place, secret);
    }
  }

 private:
  void add(const std::string& place, const SeenSecret& secret) {
    m_known.insert(secret.told);
    model::Location location;
    location.path = without_secrets(place);
    m_findings.push_back(secret_finding(secret, std::move(location)));
  }

  Findings& m_findings;
  std::set<std::string> m_known;
};

void add_config(const oci::Image& image, Findings& findings) {
  ConfigSearch search(findings);
  const oci::Config& config = image.config;
  for (const std::string& variable : config.env)
    search.text("config env " + variable.substr(0, variable.find('=')), variable);
  for (const auto& [name, value] : config.labels)
    search.text("label " + name, fmt::format("{}={}", name, value));
  for (std::size_t i = 0; i < config.history.size(); ++i)
    search.text(fmt::format("history line {}", i + 1), config.history[i].created_by);
  for (const auto* words : {&config.entrypoint, &config.cmd, &config.healthcheck}) {
    for (const std::string& word : *words) search.text("config command", word);
  }
  search.document("image configuration", image.config_document.bytes);
  search.document("image manifest", image.manifest_document.bytes);
}

}  // namespace

std::vector<model::Finding> image_secrets(const LayerSecretSearch& search, const oci::Image& image,
                                          const std::vector<oci::LayerFacts>& facts,
                                          const oci::RootView& view) {
  Findings findings;
  add_layers(search, facts, view, findings);
  add_config(image, findings);
  return findings;
}

}  // namespace pushgate::scanners
