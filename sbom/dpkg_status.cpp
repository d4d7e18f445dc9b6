// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_status.hpp"

// dpkg(1), deb-control(5): stanzas of fields.
//
//   Package: libssl3
//   Status: install ok installed          WANT FLAG STATE; files under status.d have none
//   Architecture: amd64
//   Source: openssl (3.0.11-1)            the version only where it differs
//   Version: 3.0.11-1~deb12u2
//   Maintainer: Debian OpenSSL Team <…>
//   Depends: libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0, python3:any

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "sbom/control_fields.hpp"

namespace pushgate::sbom {

namespace {

// A field that dpkg takes once and that decides what is installed.
constexpr std::array k_single_fields = {"Package", "Status", "Version", "Architecture", "Source"};

bool is_plain(char c) {
  return c > ' ' && c < '\x7f';
}

bool is_package_name(std::string_view name) {
  return !name.empty() && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) { return is_plain(c) && c != '/' && c != ':'; });
}

bool is_version(std::string_view version) {
  return !version.empty() && std::ranges::all_of(version, is_plain);
}

std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool counts_as_installed(std::string_view status) {
  for (auto word = take_word(status); !word.empty(); word = take_word(status)) {
    if (word == "deinstall" || word == "purge" || word == "not-installed") return false;
  }
  return true;
}

// Metapackages of whole desktops name some hundreds.
constexpr std::size_t k_relations = 10'000;

/// The part of a list up to a separator, taken off it.
std::string_view take_part(std::string_view& list, char separator) {
  const std::size_t end = std::min(list.find(separator), list.size());
  const std::string_view part = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return part;
}

/// `debconf|debconf-2.0` of `debconf (>= 0.5) | debconf-2.0:any`.
std::string relation_of(std::string_view alternatives) {
  std::string out;
  while (!alternatives.empty()) {
    std::string_view name = trim(take_part(alternatives, '|'));
    name = name.substr(0, name.find_first_of(" \t\r\n(:[<"));
    if (name.empty()) continue;
    if (!out.empty()) out += '|';
    out += name;
  }
  return out;
}

class Stanza {
 public:
  Stanza(const ControlStanza& fields, const std::string& file) : m_fields(fields), m_file(file) {}

  Result<DebPackage> package() const {
    DebPackage package;
    package.name = m_fields.value("Package");
    if (!is_package_name(package.name)) return bad("Package", "a package name");
    package.version = m_fields.value("Version");
    if (!is_version(package.version)) return bad("Version", "a Debian version");
    package.architecture = m_fields.value("Architecture");
    if (!package.architecture.empty() && !is_package_name(package.architecture)) {
      return bad("Architecture", "an architecture such as amd64");
    }
    package.maintainer = m_fields.value("Maintainer");
    TRY(add_relations(package.needs, "Pre-Depends"));
    TRY(add_relations(package.needs, "Depends"));
    TRY(add_relations(package.provides, "Provides"));
    std::string_view source = m_fields.value("Source");
    const std::string_view name = take_word(source);
    package.source_name = name.empty() ? package.name : std::string(name);
    if (!is_package_name(package.source_name)) return bad("Source", "NAME or NAME (VERSION)");
    source = trim(source);
    package.source_version = package.version;
    if (!source.empty()) {
      if (!source.starts_with('(') || !source.ends_with(')')) return bad("Source", "NAME or NAME (VERSION)");
      package.source_version = trim(source.substr(1, source.size() - 2));
      if (!is_version(package.source_version)) return bad("Source", "NAME or NAME (VERSION)");
    }
    return package;
  }

  Result<void> check_single_fields() const {
    for (const std::string_view name : k_single_fields) {
      const auto same = [&](const ControlField& field) { return same_letters(field.name, name); };
      if (std::ranges::count_if(m_fields.fields, same) < 2) continue;
      return fail(Error::unchecked(fmt::format("{}:{}", m_file, m_fields.line),
                                   fmt::format("the stanza has two {} fields; expected one", name)));
    }
    return {};
  }

 private:
  Result<void> add_relations(std::vector<std::string>& names, std::string_view field) const {
    std::set<std::string> seen(names.begin(), names.end());
    std::string_view list = m_fields.value(field);
    while (!list.empty()) {
      auto relation = relation_of(take_part(list, ','));
      if (relation.empty() || !seen.insert(relation).second) continue;
      if (names.size() == k_relations) return bad(field, fmt::format("at most {} relations", k_relations));
      names.push_back(std::move(relation));
    }
    return {};
  }

  tl::unexpected<Error> bad(std::string_view name, std::string_view expected) const {
    const ControlField* field = m_fields.find(name);
    if (field == nullptr || field->value.empty()) {
      return fail(Error::unchecked(
          fmt::format("{}:{}", m_file, m_fields.line),
          fmt::format("the stanza of an installed package has no {}; expected {}", name, expected)));
    }
    return fail(Error::unchecked(
        fmt::format("{}:{}", m_file, field->line),
        fmt::format("{} is '{}'; expected {}", name, field->value.substr(0, 100), expected)));
  }

  const ControlStanza& m_fields;
  const std::string& m_file;
};

struct Vendor {
  std::string_view mark;
  std::string_view name;
};

// Marks within a Maintainer that say that the package is not the distribution's. The same as Trivy 0.69's
// (pkg/fanal/analyzer/pkg/dpkg), so that a scan of the SBOM and one of the image leave out the same packages.
constexpr std::array k_vendors = {
    Vendor{"support@docker.com", "docker"},
    Vendor{"@nvidia.com", "nvidia"},
    Vendor{"Google Cloud CLI Authors", "google"},
    Vendor{"sapmachine@sap.com", "sap"},
    Vendor{"@hashicorp.com", "hashicorp"},
    Vendor{"@microsoft.com", "microsoft"},
    Vendor{"@mongodb.com", "mongodb"},
    Vendor{"developers@lists.mariadb.org", "mariadb"},
    Vendor{"dev@couchdb.apache.org", "couchdb"},
    Vendor{"info@elastic.co", "elastic"},
    Vendor{"nginx-packaging@f5.com", "nginx"},
    Vendor{"@konghq.com", "kong"},
    Vendor{"@cloudflare.com", "cloudflare"},
    Vendor{"support@influxdb.com", "influxdata"},
    Vendor{"support@gitlab.com", "gitlab"},
    Vendor{"contact@grafana.com", "grafana"},
    Vendor{"@datadoghq.com", "datadog"},
    Vendor{"@nodesource.com", "nodesource"},
    Vendor{"info@tailscale.com", "tailscale"},
    Vendor{"@openrobotics.org", "ros"},
    Vendor{"@osrfoundation.org", "ros"},
};

}  // namespace

std::string_view third_party_vendor(std::string_view maintainer) {
  if (maintainer == "GitHub") return "github";
  if (maintainer == "HashiCorp") return "hashicorp";
  for (const Vendor& vendor : k_vendors) {
    if (maintainer.find(vendor.mark) != std::string_view::npos) return vendor.name;
  }
  return {};
}

Result<std::vector<DebPackage>> parse_dpkg_status(std::string_view text, const std::string& file) {
  std::vector<DebPackage> packages;
  ControlReader reader(text, file, StrayLine::error);
  while (true) {
    TRY_ASSIGN(const auto fields, reader.next());
    if (!fields) return packages;
    const Stanza stanza(*fields, file);
    TRY(stanza.check_single_fields());
    if (!counts_as_installed(fields->value("Status"))) continue;
    TRY_ASSIGN(auto package, stanza.package());
    packages.push_back(std::move(package));
  }
}

}  // namespace pushgate::sbom
