// SPDX-License-Identifier: Apache-2.0
#include "policy/vex_claim.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/percent.hpp"
#include "policy/waivers.hpp"
#include "sbom/purl.hpp"

namespace pushgate::policy {

namespace {

/// Finds what names mean in one image.
class Scope {
 public:
  explicit Scope(const VexImage& image) : m_image(image) {
    for (const VexPackage& package : image.packages) {
      if (!package.ref.empty()) m_by_ref.emplace(package.ref, package.purl);
      if (auto purl = sbom::Purl::parse(package.purl)) {
        auto key = key_of(*purl);
        m_by_name[std::move(key)].push_back(*std::move(purl));
      }
    }
  }

  bool is_image(const VexProduct& product) const {
    const auto has = [&](const Digest& digest) { return of_image(digest.to_string()); };
    return std::ranges::any_of(product.digests, has) ||
           std::ranges::any_of(product.names, [&](const std::string& name) { return names_image(name); });
  }

  /// The purl by which packages are found that a name means; none where the image has none of these.
  std::optional<std::string> package_of(const std::string& name) const {
    if (const auto ref = ref_of(name)) {
      const auto found = m_by_ref.find(*ref);
      return found == m_by_ref.end() ? std::nullopt : std::optional(found->second);
    }
    const auto purl = sbom::Purl::parse(name);
    if (!purl) return std::nullopt;
    const auto found = m_by_name.find(key_of(*purl));
    if (found == m_by_name.end()) return std::nullopt;
    const auto meant = [&](const sbom::Purl& package) { return purl_means(*purl, package); };
    return std::ranges::any_of(found->second, meant) ? std::optional(purl->to_string()) : std::nullopt;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;

  static Key key_of(const sbom::Purl& purl) { return {purl.type, purl.name_space, purl.name}; }

  bool of_image(std::string_view digest) const {
    return std::ranges::any_of(m_image.digests, [&](const Digest& one) { return one.to_string() == digest; });
  }

  /// The bom-ref of a BOM-Link into the image's SBOM.
  std::optional<std::string> ref_of(std::string_view name) const {
    if (m_image.bom.empty() || !name.starts_with(m_image.bom + "#")) return std::nullopt;
    return percent_decode(name.substr(m_image.bom.size() + 1));
  }

  /// A purl of an image without digest means every image of its repository, and one without either nothing.
  bool names_image(const std::string& name) const {
    if (const auto ref = ref_of(name)) return *ref == m_image.root;
    const auto purl = sbom::Purl::parse(name);
    if (!purl || (purl->type != "oci" && purl->type != "docker")) return false;
    if (!purl->version.empty()) return of_image(purl->version);
    const auto repository = purl->qualifiers.find("repository_url");
    return repository != purl->qualifiers.end() && repository->second == m_image.repository;
  }

  const VexImage& m_image;
  std::map<std::string, std::string> m_by_ref;
  std::map<Key, std::vector<sbom::Purl>> m_by_name;
};

/// What a claim says of the image, if anything.
std::optional<model::VexStatement> held_against(const VexClaim& claim, const Scope& scope, bool attached) {
  bool whole = claim.products.empty() && attached;
  std::set<std::string> packages;
  for (const VexProduct& product : claim.products) {
    const bool is_image = scope.is_image(product);
    if (product.has_parts && !is_image) continue;
    whole = whole || (is_image && !product.has_parts);
    for (const std::string& name : is_image ? product.parts : product.names) {
      if (auto package = scope.package_of(name)) packages.insert(*std::move(package));
    }
  }
  if (!whole && packages.empty()) return std::nullopt;
  model::VexStatement statement = claim.statement;
  if (!whole) statement.packages.assign(packages.begin(), packages.end());
  return statement;
}

}  // namespace

std::vector<model::VexStatement> claims_about(const std::vector<VexClaim>& claims, const VexImage& image,
                                              bool attached) {
  const Scope scope(image);
  std::vector<model::VexStatement> statements;
  for (const VexClaim& claim : claims) {
    if (auto statement = held_against(claim, scope, attached)) statements.push_back(*std::move(statement));
  }
  return statements;
}

}  // namespace pushgate::policy
