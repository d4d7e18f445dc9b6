// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_cataloger.hpp"

// rpm(8) keeps its database in one of three forms, each under a name of its own, in /usr/lib/sysimage/rpm,
// /var/lib/rpm or, with ostree, /usr/share/rpm. rpm itself would open one of them, as its configuration says.
// Here every one that is there is read, as Trivy and Syft do: one that was left behind may tell of packages
// that are gone, but one that is put beside the real one cannot hide what is installed.
//
// rpmdb.sqlite is written ahead: what is in rpmdb.sqlite-wal is not yet in it. rpm empties that file at the
// end of every transaction; one that is not empty was left by rpm being killed, and is an error.
//
// A database is large, so that image_prober looks into it while its layer is read, and what rpm_listing makes
// of it is kept; one that only a link leads to is kept whole, and read here.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/format.hpp"
#include "base/memory_file.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/purl.hpp"
#include "sbom/rpm_database.hpp"
#include "sbom/rpm_listing.hpp"
#include "sbom/rpm_manifest.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::string_view, 10> k_databases = {
    "usr/lib/sysimage/rpm/rpmdb.sqlite",
    "usr/lib/sysimage/rpm/Packages.db",
    "usr/lib/sysimage/rpm/Packages",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "usr/share/rpm/rpmdb.sqlite",
    "usr/share/rpm/Packages.db",
    "usr/share/rpm/Packages",
    "var/lib/rpmmanifest/container-manifest-2",
};

using PackageSink = std::function<Result<void>(RpmPackage)>;

/// Each package that a database states.
Result<void> each_package_of(const oci::RootView::Node& database, bool with_directories,
                             const PackageSink& sink) {
  const std::string path = shown_path(database);
  TRY_ASSIGN(const auto content, content_of(database));
  if (database.probed()) return each_listed_rpm(content, path, with_directories, sink);
  if (!is_rpm_manifest(database.path())) return each_rpm_package(MemoryFile(content), path, sink);
  TRY_ASSIGN(auto packages, parse_rpm_manifest(content, path));
  for (auto& package : packages) TRY(sink(std::move(package)));
  return {};
}

/// `3.0.7-24.el9`, with `1:` before it where there is an epoch other than 0, which is the same as none.
std::string full_version(const RpmPackage& rpm, std::string_view version, std::string_view release) {
  const std::string rest = fmt::format("{}-{}", version, release);
  return rpm.epoch.value_or(0) == 0 ? rest : fmt::format("{}:{}", *rpm.epoch, rest);
}

/// Name and version of the source package, of `openssl-3.0.7-24.el9.src.rpm`. Its epoch stands nowhere and
/// is taken to be the package's, as Trivy does.
void set_source(model::Component& component, const RpmPackage& rpm) {
  component.source_name = component.name;
  component.source_version = component.version;
  std::string_view text = rpm.source_rpm;
  for (const std::string_view end : {".rpm", ".src", ".nosrc"}) {
    if (text.ends_with(end)) text.remove_suffix(end.size());
  }
  const std::size_t release = text.rfind('-');
  if (release == std::string_view::npos || release == 0) return;
  const std::size_t version = text.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return;
  component.source_name = text.substr(0, version);
  component.source_version =
      full_version(rpm, text.substr(version + 1, release - version - 1), text.substr(release + 1));
}

/// Trivy drops packages whose namespace is not the one that it would have written itself.
std::string name_space_of(const model::OperatingSystem& os) {
  const std::string& family = os.family;
  if (family == "sles" || family == "slem") return "suse";
  if (family == "opensuse-leap" || family == "opensuse-tumbleweed") return "opensuse";
  return family.empty() ? os.id : family;
}

Result<std::string> purl_of(const RpmPackage& rpm, const model::OperatingSystem& os) {
  Purl purl;
  purl.type = "rpm";
  purl.name_space = name_space_of(os);
  purl.name = rpm.name;
  purl.version = fmt::format("{}-{}", rpm.version, rpm.release);
  purl.qualifiers["arch"] = rpm.arch;
  if (!os.id.empty() && !os.version_id.empty()) purl.qualifiers["distro"] = os.id + "-" + os.version_id;
  if (rpm.epoch.value_or(0) != 0) purl.qualifiers["epoch"] = std::to_string(*rpm.epoch);
  purl.qualifiers["upstream"] = rpm.source_rpm;
  TRY_ASSIGN(const auto made, Purl::make(std::move(purl)));
  return made.to_string();
}

Result<model::Component> component_of(RpmPackage rpm, const model::OperatingSystem& os) {
  model::Component component;
  component.ecosystem = "rpm";
  TRY_ASSIGN(component.purl, purl_of(rpm, os));
  component.name = rpm.name;
  component.version = full_version(rpm, rpm.version, rpm.release);
  component.architecture = rpm.arch;
  set_source(component, rpm);
  component.supplier = rpm.vendor;
  if (!rpm.license.empty()) component.licenses.push_back(stated_license(rpm.license));
  // What rpm itself must be able to do is no package.
  std::erase_if(rpm.needs, [](const std::string& need) { return need.starts_with("rpmlib("); });
  component.needs = std::move(rpm.needs);
  component.provides = std::move(rpm.provides);
  // An id with the architecture, since Trivy drops the second package of one name and version.
  component.properties.emplace_back("aquasecurity:trivy:PkgID",
                                    fmt::format("{}@{}-{}.{}", rpm.name, rpm.version, rpm.release, rpm.arch));
  if (!rpm.modularity_label.empty()) {
    component.properties.emplace_back("aquasecurity:trivy:Modularitylabel", rpm.modularity_label);
  }
  return component;
}

bool is_database(std::string_view path) {
  return is_rpm_database(path) || is_rpm_manifest(path);
}

Result<std::vector<const oci::RootView::Node*>> databases(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> found;
  for (const std::string_view path : k_databases) {
    TRY_ASSIGN(const auto* const node, database_at(view, path));
    if (node != nullptr && std::ranges::find(found, node) == found.end()) found.push_back(node);
  }
  return found;
}

/// Errors: unchecked, for changes of a database that are not yet in it.
Result<void> check_closed(const oci::RootView& view, const oci::RootView::Node& database) {
  const auto* const ahead = view.find(std::string(database.path()) + "-wal");
  if (ahead == nullptr || !ahead->is_file() || ahead->size() == 0) return {};
  return fail(
      Error::unchecked(shown_path(database),
                       fmt::format("is not all: {} holds changes that are not yet in it", shown_path(*ahead)))
          .with_hint("run `rpm --rebuilddb` as the last step that changes packages when the image is built"));
}

/// Each package of all databases, with the index it has among those that are different, and its database.
Result<void> each_installed(
    const oci::RootView& view, bool with_directories,
    const std::function<Result<void>(std::size_t, RpmPackage, const oci::RootView::Node&)>& sink) {
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> seen;
  TRY_ASSIGN(const auto found, databases(view));
  for (const auto* const database : found) {
    TRY(each_package_of(*database, with_directories, [&](RpmPackage rpm) -> Result<void> {
      const auto version = full_version(rpm, rpm.version, rpm.release);
      const auto at = seen.emplace(std::tuple(rpm.name, version, rpm.arch), seen.size()).first;
      return sink(at->second, std::move(rpm), *database);
    }));
  }
  return {};
}

/// The files that packages need by their paths are provided by who has them; `/bin/sh` by who has
/// `/usr/bin/sh`, too, since /bin leads to /usr/bin nearly everywhere.
Result<void> provide_needed_files(const oci::RootView& view, std::vector<SystemPackage>& packages) {
  std::unordered_set<std::string> needed;
  for (const auto& package : packages) {
    for (const auto& need : package.component.needs) {
      if (need.starts_with('/')) needed.insert(need);
    }
  }
  for (const auto& package : packages) {
    for (const auto& provided : package.component.provides) needed.erase(provided);
  }
  if (needed.empty()) return {};
  return each_installed(view, true, [&](std::size_t index, RpmPackage rpm, const auto&) -> Result<void> {
    auto& provides = packages[index].component.provides;
    const auto provide = [&](const std::string& path) {
      if (!needed.contains(path) || std::ranges::find(provides, path) != provides.end()) return;
      provides.push_back(path);
    };
    for (const auto& directory : rpm.directories) {
      for (const auto& name : directory.names) {
        const std::string path = directory.path + name;
        provide(path);
        if (path.starts_with("/usr/")) provide(path.substr(4));
      }
    }
    return {};
  });
}

Result<std::vector<SystemPackage>> packages_of(const oci::RootView& view, const model::OperatingSystem& os) {
  TRY_ASSIGN(const auto found, databases(view));
  for (const auto* const database : found) TRY(check_closed(view, *database));
  std::vector<SystemPackage> rpms;
  TRY(each_installed(
      view, false,
      [&](std::size_t index, RpmPackage rpm, const oci::RootView::Node& database) -> Result<void> {
        if (index < rpms.size()) return {};
        SystemPackage& installed = rpms.emplace_back();
        auto component = component_of(std::move(rpm), os);
        if (!component) return fail(std::move(component).error().during("reading " + shown_path(database)));
        installed.component = std::move(*component);
        installed.component.evidence_path = shown_path(database);
        installed.component.evidence_digest = database.sha256();
        return {};
      }));
  TRY(provide_needed_files(view, rpms));
  return rpms;
}

std::vector<const oci::RootView::Node*> lists(const oci::RootView& /*view*/) {
  return {};  // a database has its packages' files in it
}

Result<std::vector<model::Component>> stated(const oci::RootView::Node& database) {
  std::vector<model::Component> components;
  TRY(each_package_of(database, false, [&](RpmPackage rpm) -> Result<void> {
    components.push_back(
        bare_component("rpm", rpm.name, full_version(rpm, rpm.version, rpm.release), rpm.arch));
    return {};
  }));
  return components;
}

Result<void> owned(const oci::RootView& view, std::span<const SystemPackage> packages,
                   const OwnedPath& tell) {
  return each_installed(view, true, [&](std::size_t index, RpmPackage rpm, const auto&) -> Result<void> {
    if (index >= packages.size()) return {};
    for (const auto& directory : rpm.directories) {
      for (const auto& name : directory.names) tell(index, directory.path + name);
    }
    return {};
  });
}

}  // namespace

SystemCataloger rpm_cataloger() {
  return {"rpm", "rpm", is_rpm_manifest, is_database, databases, lists, stated, packages_of, owned};
}

}  // namespace pushgate::sbom
