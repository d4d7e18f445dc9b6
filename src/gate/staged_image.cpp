// SPDX-License-Identifier: Apache-2.0
#include "gate/staged_image.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "gate/found_image.hpp"
#include "gate/index_images.hpp"
#include "gate/signed_documents.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

constexpr int k_depth = 4;
constexpr std::size_t k_named = 3;  // missing parts that a message names
constexpr const char* k_created = "org.opencontainers.image.created";

class Parts {
 public:
  explicit Parts(registry::Client& client) : m_client(client) {}

  Result<void> add(const oci::RawDocument& document, bool is_platform, int depth) {
    if (!m_seen.insert(document.digest).second) return {};
    if (oci::is_index(document.media_type)) return add_children(document, depth);
    TRY_ASSIGN(const oci::Manifest manifest, oci::parse_manifest(document));
    for (const auto& layer : manifest.layers) TRY(has(layer));
    TRY_ASSIGN(const bool has_config, has(manifest.config));
    if (!has_config || !is_platform) return {};
    TRY_ASSIGN(const std::string bytes, m_client.small_blob(manifest.config, limits::k_config_bytes));
    TRY_ASSIGN(oci::Config config, oci::parse_config(bytes));
    m_parts.configs.push_back(std::move(config));
    return {};
  }

  RegistryParts take() { return std::move(m_parts); }

 private:
  Result<void> add_children(const oci::RawDocument& document, int depth) {
    if (depth == k_depth) {
      return fail(Error::unchecked(document.digest.to_string(),
                                   fmt::format("is an index in {} others; expected fewer", depth)));
    }
    TRY_ASSIGN(const oci::Index index, oci::parse_index(document));
    for (const auto& child : index.manifests) {
      TRY_ASSIGN(const auto manifest, m_client.manifest(child.digest.to_string()));
      if (!manifest) {
        m_parts.missing.push_back(child.digest);
        continue;
      }
      const bool is_attestation = child.platform && child.platform->os == "unknown";
      TRY(add(*manifest, !is_attestation, depth + 1));
    }
    return {};
  }

  Result<bool> has(const oci::Descriptor& blob) {
    if (!m_seen.insert(blob.digest).second) return true;
    TRY_ASSIGN(const bool there, m_client.has_blob(blob));
    if (!there) m_parts.missing.push_back(blob.digest);
    return there;
  }

  registry::Client& m_client;
  RegistryParts m_parts;
  std::set<Digest> m_seen;
};

std::string label_of(const oci::Config& config, const char* name) {
  const auto label = config.labels.find(name);
  return label == config.labels.end() ? "" : label->second;
}

Error missing_error(const std::string& name, const std::vector<Digest>& missing) {
  std::vector<std::string> named;
  for (const auto& digest : missing)
    if (named.size() < k_named) named.push_back(digest.to_string());
  const std::string more =
      missing.size() > k_named ? fmt::format(" and {} more", missing.size() - k_named) : std::string();
  return Error::refused(name, fmt::format("is not whole in the registry: {}{} {} missing",
                                          fmt::join(named, ", "), more, missing.size() == 1 ? "is" : "are"))
      .with_hint("stage the image again");
}

Result<void> check_receipt(registry::Client& client, const std::string& name, const oci::RawDocument& image,
                           const attest::Trust& trust) {
  TRY_ASSIGN(const auto documents, fetch_signed_documents(client, image.digest));
  TRY_ASSIGN(const auto platforms, images_of(client, image));
  const auto found =
      attest::verify_documents(documents, image.digest, client.reference().name(), trust, platforms);
  if (found.receipt) return {};
  return fail(
      Error::refused(name, "has no receipt beside it in the registry: " + found.receipt_reason)
          .with_hint("stage the image again: `pushgate gate --push REF --no-tag` puts its receipt there"));
}

void check_revision(const std::string& name, const std::vector<oci::Config>& configs,
                    const std::string& commit, std::vector<Error>& problems) {
  std::set<std::string> wrong;
  for (const auto& config : configs)
    if (const auto label = label_of(config, scanners::k_revision_label); !label.starts_with(commit))
      wrong.insert(label);
  for (const auto& label : wrong) {
    problems.push_back(
        Error::refused(
            name, label.empty()
                      ? fmt::format("has no label {}; expected one that begins with {}, as the tag says",
                                    scanners::k_revision_label, commit)
                      : fmt::format("is of revision {}; expected one that begins with {}, as the tag says",
                                    label, commit))
            .with_hint(fmt::format("build with --label {}=COMMIT, and name its tag with --tag",
                                   scanners::k_revision_label)));
  }
}

}  // namespace

Result<RegistryParts> parts_of(registry::Client& client, const oci::RawDocument& document) {
  Parts parts(client);
  TRY(parts.add(document, true, 0));
  return parts.take();
}

ImageAge age_of(const std::vector<oci::Config>& configs) {
  if (configs.empty()) return {};
  const auto& config = configs.front();
  const auto created = parse_rfc3339(label_of(config, k_created));
  return {label_of(config, scanners::k_revision_label), created ? std::optional(*created) : config.created};
}

std::vector<Error> check_staged_image(registry::Client& client, const Digest& digest,
                                      const attest::Trust& trust, const std::string& commit, ImageAge& age) {
  const std::string name = client.reference().name() + "@" + digest.to_string();
  const auto document = client.manifest(digest.to_string());
  if (!document) return {document.error()};
  if (!*document) {
    return {Error::refused(name, "is not in the registry")
                .with_hint("stage it: `pushgate gate --push REF --no-tag --evidence DIR`")};
  }
  std::vector<Error> problems;
  const auto parts = parts_of(client, **document);
  if (!parts) {
    problems.push_back(parts.error());
  } else {
    if (!parts->missing.empty()) problems.push_back(missing_error(name, parts->missing));
    if (!commit.empty()) check_revision(name, parts->configs, commit, problems);
    age = age_of(parts->configs);
  }
  if (auto receipt = check_receipt(client, name, **document, trust); !receipt)
    problems.push_back(std::move(receipt).error());
  return problems;
}

}  // namespace pushgate::gate
