// SPDX-License-Identifier: Apache-2.0
#include "sbom/apk_cataloger.hpp"

// apk(8): the database is /lib/apk/db/installed, and on systems with a merged /usr /usr/lib/apk/db/installed;
// one file holds the packages and their lists of files (see apk_database.cpp).

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "sbom/apk_database.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/purl.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::string_view, 2> k_databases = {"lib/apk/db/installed", "usr/lib/apk/db/installed"};

Result<std::string> purl_of(const ApkPackage& apk, const model::OperatingSystem& os) {
  Purl purl;
  purl.type = "apk";
  purl.name_space = !os.family.empty() ? os.family : !os.id.empty() ? os.id : "alpine";
  purl.name = apk.name;
  purl.version = apk.version;
  purl.qualifiers["arch"] = apk.architecture;
  if (!os.id.empty() && !os.version_id.empty()) purl.qualifiers["distro"] = os.id + "-" + os.version_id;
  if (apk.origin != apk.name) purl.qualifiers["upstream"] = apk.origin;
  TRY_ASSIGN(const auto made, Purl::make(std::move(purl)));
  return made.to_string();
}

bool reads(std::string_view path) {
  return path.ends_with("/apk/db/installed");
}

Result<std::vector<const oci::RootView::Node*>> databases(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> found;
  for (const auto path : k_databases) {
    TRY_ASSIGN(const auto* const node, database_at(view, path));
    if (node != nullptr && std::ranges::find(found, node) == found.end()) found.push_back(node);
  }
  return found;
}

std::vector<const oci::RootView::Node*> lists(const oci::RootView& /*view*/) {
  return {};  // the database has them
}

Result<std::vector<ApkPackage>> packages_in(const oci::RootView::Node& database) {
  TRY_ASSIGN(const auto text, content_of(database));
  return parse_apk_database(text, shown_path(database));
}

model::Component component_of(ApkPackage apk, const oci::RootView::Node& database) {
  model::Component component;
  component.ecosystem = "apk";
  component.name = std::move(apk.name);
  component.version = apk.version;
  component.architecture = std::move(apk.architecture);
  component.source_name = std::move(apk.origin);
  component.source_version = std::move(apk.version);
  component.supplier = std::move(apk.maintainer);
  component.licenses = stated_licenses(apk.license);
  component.needs = std::move(apk.needs);
  component.provides = std::move(apk.provides);
  if (!apk.checksum.empty()) component.properties.emplace_back("pushgate:apk:checksum", apk.checksum);
  component.evidence_path = shown_path(database);
  component.evidence_digest = database.sha256();
  return component;
}

Result<std::vector<SystemPackage>> packages_of(const oci::RootView& view, const model::OperatingSystem& os) {
  std::vector<SystemPackage> apks;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  TRY_ASSIGN(const auto files, databases(view));
  for (const auto* database : files) {
    TRY_ASSIGN(auto packages, packages_in(*database));
    for (auto& apk : packages) {
      if (!seen.emplace(apk.name, apk.architecture, apk.version).second) continue;
      TRY_ASSIGN(auto purl, purl_of(apk, os));
      SystemPackage& installed = apks.emplace_back();
      installed.component = component_of(std::move(apk), *database);
      installed.component.purl = std::move(purl);
    }
  }
  return apks;
}

Result<std::vector<model::Component>> stated(const oci::RootView::Node& database) {
  TRY_ASSIGN(const auto packages, packages_in(database));
  std::vector<model::Component> components;
  for (const auto& apk : packages) {
    components.push_back(bare_component("apk", apk.name, apk.version, apk.architecture));
  }
  return components;
}

Result<void> owned(const oci::RootView& view, std::span<const SystemPackage> packages,
                   const OwnedPath& tell) {
  TRY_ASSIGN(const auto files, databases(view));
  for (const auto* database : files) {
    const std::string path = shown_path(*database);
    std::map<std::string_view, std::size_t> by_name;
    for (std::size_t i = 0; i < packages.size(); ++i) {
      if (packages[i].component.evidence_path == path) by_name.emplace(packages[i].component.name, i);
    }
    TRY_ASSIGN(const auto text, content_of(*database));
    tell_apk_files(text, [&](std::string_view name, const std::string& file) {
      const auto found = by_name.find(name);
      if (found != by_name.end()) tell(found->second, file);
    });
  }
  return {};
}

}  // namespace

SystemCataloger apk_cataloger() {
  return {"apk", "apk", reads, reads, databases, lists, stated, packages_of, owned};
}

}  // namespace pushgate::sbom
