// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_cataloger.hpp"

// dpkg(1): the database is /var/lib/dpkg/status; info/NAME.list, or info/NAME:ARCH.list for packages that may
// be installed for several architectures, has one absolute path a line, directories too. Distroless images
// have one stanza a file in status.d, and NAME.md5sums beside it (`HASH  path without leading slash`) instead
// of a list. Lists say /lib/x where a merged-/usr system keeps /usr/lib/x: paths are resolved in the view.

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "sbom/debian_copyright.hpp"
#include "sbom/dpkg_status.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_status = "var/lib/dpkg/status";
constexpr std::string_view k_info = "var/lib/dpkg/info/";
constexpr std::string_view k_md5sums = ".md5sums";

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
  if (node == nullptr || !node->entry.content) return {};
  return read_debian_copyright(*node->entry.content);
}

/// Where dpkg, or a builder of distroless images, lists the package's files; empty where nobody does.
std::string file_list_of(const oci::RootView& view, const oci::RootView::Node& database,
                         const DebPackage& deb) {
  const std::string path = database.entry.path.str();
  std::vector<std::string> candidates;
  if (is_below(path, "/status.d/")) candidates.push_back(path + std::string(k_md5sums));
  candidates.push_back(std::string(k_info) + deb.name + ":" + deb.architecture + ".list");
  candidates.push_back(std::string(k_info) + deb.name + ".list");
  for (auto& candidate : candidates) {
    if (view.find(candidate) != nullptr) return std::move(candidate);
  }
  return {};
}

/// The path that a line of a list or of md5sums names; empty where it names none.
std::string_view listed_path(std::string_view line, bool md5sums) {
  if (md5sums) {
    const std::size_t gap = line.find("  ");
    return gap == std::string_view::npos ? std::string_view() : line.substr(gap + 2);
  }
  return line;
}

}  // namespace

bool is_dpkg_file(std::string_view path) {
  return path.ends_with("/dpkg/status") || is_below(path, "/dpkg/status.d/") ||
         (is_below(path, "/dpkg/info/") && path.ends_with(".list"));
}

Result<std::vector<const oci::RootView::Node*>> dpkg_databases(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> databases;
  if (const auto* node = view.find(k_status); node != nullptr) {
    databases.push_back(node);
  } else if (const auto path = RootPath::parse(k_status); path && view.at(*path) != nullptr) {
    return fail(Error::unchecked("/" + std::string(k_status), "is a symbolic link that leads nowhere"));
  }
  for (const auto* node : files_in(view, "var/lib/dpkg/status.d")) {
    if (!node->entry.path.str().ends_with(k_md5sums)) databases.push_back(node);
  }
  return databases;
}

Result<std::vector<InstalledDeb>> catalog_dpkg(const oci::RootView& view, const model::OperatingSystem& os) {
  std::vector<InstalledDeb> debs;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  TRY_ASSIGN(const auto databases, dpkg_databases(view));
  for (const auto* database : databases) {
    const std::string path = shown_path(*database);
    TRY_ASSIGN(const auto text, content_of(*database));
    TRY_ASSIGN(const auto packages, parse_dpkg_status(text, path));
    for (const auto& deb : packages) {
      if (!seen.emplace(deb.name, deb.architecture, deb.version).second) continue;
      InstalledDeb installed;
      installed.third_party = !third_party_vendor(deb.maintainer).empty();
      installed.file_list = file_list_of(view, *database, deb);
      model::Component& component = installed.component;
      component.ecosystem = "deb";
      component.name = deb.name;
      component.version = deb.version;
      TRY_ASSIGN(component.purl, purl_of(deb, os));
      component.architecture = deb.architecture;
      component.source_name = deb.source_name;
      component.source_version = deb.source_version;
      component.supplier = deb.maintainer;
      component.licenses = licenses_of(view, deb.name);
      component.evidence_path = path;
      component.evidence_digest = database->entry.sha256;
      debs.push_back(std::move(installed));
    }
  }
  return debs;
}

Result<std::map<std::string, std::size_t>> python_files_of_debs(const oci::RootView& view,
                                                                const std::vector<InstalledDeb>& debs) {
  std::map<std::string, std::size_t> owners;
  for (std::size_t i = 0; i < debs.size(); ++i) {
    if (debs[i].third_party || debs[i].file_list.empty()) continue;
    const auto* list = view.find(debs[i].file_list);
    if (list == nullptr) continue;
    TRY_ASSIGN(std::string_view text, content_of(*list));
    const bool md5sums = debs[i].file_list.ends_with(k_md5sums);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view path = listed_path(text.substr(0, end), md5sums);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!is_python_metadata(path)) continue;
      const auto* node = view.find(path);
      if (node != nullptr) owners.emplace(node->entry.path.str(), i);
    }
  }
  return owners;
}

}  // namespace pushgate::sbom
