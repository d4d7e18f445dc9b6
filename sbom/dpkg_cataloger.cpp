// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_cataloger.hpp"

// dpkg(1): the database is /var/lib/dpkg/status; info/NAME.list, or info/NAME:ARCH.list for packages that may
// be installed for several architectures, has one absolute path a line, directories too. Distroless images
// have one stanza a file in status.d, and NAME.md5sums beside it (`HASH  path without leading slash`) instead
// of a list. Lists say /lib/x where a merged-/usr system keeps /usr/lib/x: paths are resolved in the view.
// What dpkg-divert(1) has moved away for the sake of another package's file is at another place than its list
// says (dpkg_diversions.cpp).

#include <set>
#include <tuple>
#include <utility>

#include "base/format.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/debian_copyright.hpp"
#include "sbom/dpkg_diversions.hpp"
#include "sbom/dpkg_status.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_status = "var/lib/dpkg/status";
constexpr std::string_view k_info = "var/lib/dpkg/info/";
constexpr std::string_view k_md5sums = ".md5sums";
constexpr std::string_view k_list = ".list";
constexpr std::string_view k_diversions = "var/lib/dpkg/diversions";

bool is_below(std::string_view path, std::string_view directory) {
  const std::size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.substr(0, slash + 1).ends_with(directory);
}

Result<std::string> purl_of(const DebPackage& deb, const model::OperatingSystem& os) {
  Purl purl;
  purl.type = "deb";
  // The family, also for packages of third parties: Trivy drops packages of another namespace.
  purl.name_space = os.family.empty() ? "debian" : os.family;
  purl.name = deb.name;
  purl.version = deb.version;
  purl.qualifiers["arch"] = deb.architecture;
  if (!os.id.empty() && !os.version_id.empty()) purl.qualifiers["distro"] = os.id + "-" + os.version_id;
  if (deb.source_version != deb.version) {
    purl.qualifiers["upstream"] = deb.source_name + "@" + deb.source_version;
  } else if (deb.source_name != deb.name) {
    purl.qualifiers["upstream"] = deb.source_name;
  }
  TRY_ASSIGN(const auto made, Purl::make(std::move(purl)));
  return made.to_string();
}

std::vector<model::License> licenses_of(const oci::RootView& view, const std::string& package) {
  const auto* node = view.find("usr/share/doc/" + package + "/copyright");
  if (node == nullptr || !node->content()) return {};
  return read_debian_copyright(*node->content());
}

/// Where dpkg, or a builder of distroless images, lists the package's files; null where nobody does.
const oci::RootView::Node* file_list_of(const oci::RootView& view, const model::Component& deb) {
  if (is_below(deb.evidence_path, "/status.d/")) {
    if (const auto* node = view.find(deb.evidence_path.substr(1) + std::string(k_md5sums))) return node;
  }
  const auto* const node = view.find(fmt::format("{}{}:{}.list", k_info, deb.name, deb.architecture));
  return node != nullptr ? node : view.find(fmt::format("{}{}.list", k_info, deb.name));
}

/// The path that a line of a list or of md5sums names; empty where it names none.
std::string_view listed_path(std::string_view line, bool md5sums) {
  if (md5sums) {
    const std::size_t gap = line.find("  ");
    return gap == std::string_view::npos ? std::string_view() : line.substr(gap + 2);
  }
  return line;
}

bool reads(std::string_view path) {
  return path.ends_with("/dpkg/status") || is_below(path, "/dpkg/status.d/") || is_copyright_file(path) ||
         (is_below(path, "/dpkg/info/") && path.ends_with(k_list)) || path.ends_with("/dpkg/diversions");
}

Result<std::vector<const oci::RootView::Node*>> databases(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> databases;
  TRY_ASSIGN(const auto* const status, database_at(view, k_status));
  if (status != nullptr) databases.push_back(status);
  for (const auto* node : files_in(view, "var/lib/dpkg/status.d")) {
    if (!node->path().ends_with(k_md5sums)) databases.push_back(node);
  }
  return databases;
}

Result<std::vector<SystemPackage>> packages_of(const oci::RootView& view, const model::OperatingSystem& os) {
  std::vector<SystemPackage> debs;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  TRY_ASSIGN(const auto files, databases(view));
  for (const auto* database : files) {
    const std::string path = shown_path(*database);
    TRY_ASSIGN(const auto text, content_of(*database));
    TRY_ASSIGN(const auto packages, parse_dpkg_status(text, path));
    for (const auto& deb : packages) {
      if (!seen.emplace(deb.name, deb.architecture, deb.version).second) continue;
      SystemPackage installed;
      installed.third_party = !third_party_vendor(deb.maintainer).empty();
      model::Component& component = installed.component;
      component.ecosystem = "deb";
      component.name = deb.name;
      component.version = deb.version;
      TRY_ASSIGN(component.purl, purl_of(deb, os));
      component.architecture = deb.architecture;
      component.source_name = deb.source_name;
      component.source_version = deb.source_version;
      component.supplier = deb.maintainer;
      component.needs = deb.needs;
      component.provides = deb.provides;
      component.licenses = licenses_of(view, deb.name);
      component.evidence_path = path;
      component.evidence_digest = database->sha256();
      debs.push_back(std::move(installed));
    }
  }
  return debs;
}

bool is_database(std::string_view path) {
  return reads(path) && !path.ends_with(k_list) && !is_copyright_file(path) &&
         !path.ends_with("/dpkg/diversions");
}

std::vector<const oci::RootView::Node*> lists(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> found;
  for (const auto* node : files_in(view, "var/lib/dpkg/info")) {
    if (node->path().ends_with(k_list)) found.push_back(node);
  }
  if (const auto* node = view.find(k_diversions); node != nullptr) found.push_back(node);
  return found;
}

Result<std::vector<model::Component>> stated(const oci::RootView::Node& database) {
  TRY_ASSIGN(const auto text, content_of(database));
  TRY_ASSIGN(const auto packages, parse_dpkg_status(text, shown_path(database)));
  std::vector<model::Component> components;
  for (const auto& deb : packages) {
    components.push_back(bare_component("deb", deb.name, deb.version, deb.architecture));
  }
  return components;
}

Result<DpkgDiversions> diversions_of(const oci::RootView& view) {
  const auto* const node = view.find(k_diversions);
  if (node == nullptr) return DpkgDiversions();
  TRY_ASSIGN(const auto text, content_of(*node));
  return DpkgDiversions::parse(text, shown_path(*node));
}

/// dpkg's own scripts of a package, which no list names.
void tell_scripts(std::size_t index, const model::Component& deb, const OwnedPath& tell) {
  for (const auto script : {"preinst", "postinst", "prerm", "postrm", "config"}) {
    tell(index, fmt::format("{}{}.{}", k_info, deb.name, script));
    tell(index, fmt::format("{}{}:{}.{}", k_info, deb.name, deb.architecture, script));
  }
}

Result<void> owned(const oci::RootView& view, std::span<const SystemPackage> packages,
                   const OwnedPath& tell) {
  TRY_ASSIGN(const auto diversions, diversions_of(view));
  for (std::size_t i = 0; i < packages.size(); ++i) {
    tell_scripts(i, packages[i].component, tell);
    const auto* const list = file_list_of(view, packages[i].component);
    if (list == nullptr) continue;
    TRY_ASSIGN(std::string_view text, content_of(*list));
    const bool md5sums = list->path().ends_with(k_md5sums);
    while (!text.empty()) {
      const auto path = listed_path(take_line(text), md5sums);
      if (!path.empty()) tell(i, diversions.place_of(path, packages[i].component.name));
    }
  }
  return {};
}

}  // namespace

SystemCataloger dpkg_cataloger() {
  return {"dpkg", "deb", reads, is_database, databases, lists, stated, packages_of, owned};
}

}  // namespace pushgate::sbom
