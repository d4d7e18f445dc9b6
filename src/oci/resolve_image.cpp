// SPDX-License-Identifier: Apache-2.0
//
// From a name to one image: root document → index (perhaps of indexes) → manifest → configuration.
#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/image_source.hpp"
#include "oci/layout_choice.hpp"
#include "oci/platform_choice.hpp"

namespace pushgate::oci {

namespace {

constexpr int k_index_depth = 4;               // real ones stop at two
constexpr std::size_t k_index_documents = 64;  // documents read while looking for one platform
constexpr std::size_t k_listed_platforms = 20;

struct Candidate {
  Descriptor descriptor;
  Platform platform;
};

/// Walks an index and the indexes in it.
class PlatformSearch {
 public:
  PlatformSearch(ImageSource& source, const std::string& name) : m_source(source), m_name(name) {}

  Result<void> walk(const RawDocument& document, int depth) {
    if (depth > k_index_depth) {
      return fail(Error::unchecked(
          "index " + document.digest.to_string(),
          fmt::format("is nested too deep; expected at most {} indexes in each other", k_index_depth)));
    }
    TRY_ASSIGN(const Index index, parse_index(document));
    for (const Descriptor& descriptor : index.manifests) {
      if (is_beside_images(descriptor)) continue;
      if (descriptor.platform && is_unknown(*descriptor.platform)) continue;
      const std::string platform = descriptor.platform ? descriptor.platform->to_string() : "";
      if (!m_seen.emplace(descriptor.digest, platform).second) continue;
      if (is_index(descriptor.media_type)) {
        TRY_ASSIGN(const RawDocument child, read(descriptor));
        TRY(walk(child, depth + 1));
      } else if (descriptor.platform) {
        m_candidates.push_back({descriptor, *descriptor.platform});
      } else {
        TRY(add_by_config(descriptor));
      }
    }
    return {};
  }

  /// At least one.
  Result<std::vector<Candidate>> candidates() const {
    if (!m_candidates.empty()) return m_candidates;
    return fail(
        Error::unchecked(m_name, "is an index without an image; expected one for at least one platform"));
  }

 private:
  Result<RawDocument> read(const Descriptor& descriptor) {
    if (++m_documents > k_index_documents) {
      return fail(Error::unchecked(
          m_name, fmt::format("needs too many documents to be read before a platform can be chosen; expected "
                              "at most {}",
                              k_index_documents)));
    }
    return m_source.document(descriptor);
  }

  /// A descriptor that names no platform: the configuration does.
  Result<void> add_by_config(const Descriptor& descriptor) {
    TRY_ASSIGN(const RawDocument document, read(descriptor));
    TRY_ASSIGN(const Manifest manifest, parse_manifest(document));
    if (!is_image_config(manifest.config.media_type)) return {};
    TRY_ASSIGN(const RawDocument config_document, read(manifest.config));
    TRY_ASSIGN(const Config config, parse_config(config_document.bytes));
    if (!is_unknown(config.platform)) m_candidates.push_back({descriptor, config.platform});
    return {};
  }

  ImageSource& m_source;
  const std::string& m_name;
  std::set<std::pair<Digest, std::string>> m_seen;
  std::size_t m_documents = 0;
  std::vector<Candidate> m_candidates;
};

std::string listed(const std::vector<Candidate>& candidates) {
  std::string out;
  for (std::size_t i = 0; i < candidates.size() && i < k_listed_platforms; ++i) {
    out += (i > 0 ? ", " : "") + candidates[i].platform.to_string();
  }
  if (candidates.size() > k_listed_platforms) {
    out += fmt::format(" and {} more", candidates.size() - k_listed_platforms);
  }
  return out;
}

Result<Descriptor> choose(const std::vector<Candidate>& candidates, const std::string& name,
                          const std::optional<Platform>& wanted) {
  std::vector<Candidate> chosen;
  for (const Candidate& candidate : candidates) {
    if (wanted && !matches(*wanted, candidate.platform)) continue;
    const bool is_new = std::none_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
      return other.descriptor.digest == candidate.descriptor.digest;
    });
    if (is_new) chosen.push_back(candidate);
  }
  if (chosen.size() == 1) return chosen[0].descriptor;
  if (!wanted) {
    return fail(Error::misuse(name, fmt::format("holds images for {} platforms; expected --platform with one "
                                                "of {}",
                                                chosen.size(), listed(chosen))));
  }
  if (chosen.empty()) {
    return fail(Error::unchecked(name, fmt::format("holds no image for {}; expected one of {}",
                                                   wanted->to_string(), listed(candidates))));
  }
  return fail(Error::unchecked(
      name, fmt::format("holds {} images for {}; expected one", chosen.size(), wanted->to_string())));
}

Result<RawDocument> find_manifest(ImageSource& source, const std::string& name,
                                  const std::optional<Platform>& wanted) {
  TRY_ASSIGN(RawDocument root, source.root());
  if (!is_index(root.media_type)) return root;
  PlatformSearch search(source, name);
  TRY(search.walk(root, 1));
  TRY_ASSIGN(const auto candidates, search.candidates());
  TRY_ASSIGN(const Descriptor chosen, choose(candidates, name, wanted));
  return source.document(chosen);
}

/// Many configurations leave their variant out, even where the index has it.
bool is_for(const Platform& wanted, Platform own) {
  if (own.variant.empty()) own.variant = wanted.variant;
  return matches(wanted, own);
}

Result<void> check_layers(const Image& image) {
  const std::string where = "manifest " + image.manifest_document.digest.to_string();
  const std::size_t layers = image.manifest.layers.size();
  if (layers > limits::k_layers) {
    return fail(
        Error::unchecked(where, fmt::format("has {} layers; expected at most {}", layers, limits::k_layers)));
  }
  if (image.config.diff_ids.size() == layers) return {};
  return fail(
      Error::unchecked(where, fmt::format("has {} layers, but its configuration {} diff_ids; expected "
                                          "one for each layer",
                                          layers, image.config.diff_ids.size())));
}

}  // namespace

Descriptor Image::descriptor() const {
  return {manifest.media_type,
          manifest_document.digest,
          manifest_document.bytes.size(),
          manifest.artifact_type,
          {},
          {}};
}

Result<std::vector<Platform>> list_platforms(ImageSource& source, const std::string& name) {
  TRY_ASSIGN(const RawDocument root, source.root());
  if (!is_index(root.media_type)) {
    TRY_ASSIGN(const Image image, resolve_image(source, name, ""));
    return std::vector{image.config.platform};
  }
  PlatformSearch search(source, name);
  TRY(search.walk(root, 1));
  TRY_ASSIGN(const auto candidates, search.candidates());
  std::vector<Platform> platforms;
  for (const Candidate& candidate : candidates) {
    const bool is_new = std::ranges::none_of(platforms, [&](const Platform& other) {
      return other.to_string() == candidate.platform.to_string();
    });
    if (is_new) platforms.push_back(candidate.platform);
  }
  return platforms;
}

Result<Image> resolve_image(ImageSource& source, const std::string& name, const std::string& platform) {
  std::optional<Platform> wanted;
  if (!platform.empty()) {
    TRY_ASSIGN(wanted, parse_platform(platform));
  }
  TRY_ASSIGN(RawDocument manifest_document, find_manifest(source, name, wanted));
  TRY_ASSIGN(Manifest manifest, parse_manifest(manifest_document));
  if (!is_image_config(manifest.config.media_type)) {
    return fail(
        Error::unchecked(name, fmt::format("is no image but has a configuration of type '{}'; expected '{}'",
                                           manifest.config.media_type, media_type::k_config)));
  }
  TRY_ASSIGN(RawDocument config_document, source.document(manifest.config));
  auto config = parse_config(config_document.bytes);
  if (!config) {
    return fail(std::move(config).error().during("reading blob " + config_document.digest.to_string()));
  }
  if (wanted && !is_for(*wanted, config->platform)) {
    return fail(Error::unchecked(name, fmt::format("is an image for {}; expected {}",
                                                   config->platform.to_string(), wanted->to_string())));
  }
  Image image{name, std::move(manifest_document), std::move(manifest), std::move(config_document),
              std::move(*config)};
  TRY(check_layers(image));
  return image;
}

}  // namespace pushgate::oci
