// SPDX-License-Identifier: Apache-2.0
#include "sbom/os_release.hpp"

// os-release(5): `KEY=value` lines, values quoted as a shell does, `#` comments; /etc/os-release before
// /usr/lib/os-release. Distributions add files of their own: /etc/debian_version (`12.5`, `trixie/sid`),
// /etc/lsb-release (`DISTRIB_ID=Ubuntu`), /etc/alpine-release.
//
// The family and version must be Trivy's, since its advisories are found by them (formats.md 8.0): Debian's
// version is that of debian_version, Ubuntu's that of lsb-release, and where os-release names a distribution
// that Trivy does not know, debian_version makes it Debian, as in Trivy.

#include <algorithm>
#include <array>
#include <utility>

#include "sbom/control_fields.hpp"
#include "sbom/evidence_files.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 27> k_families = {{
    {"activestate", "activestate"},
    {"almalinux", "alma"},
    {"alpine", "alpine"},
    {"amzn", "amazon"},
    {"azurelinux", "azurelinux"},
    {"bottlerocket", "bottlerocket"},
    {"centos", "centos"},
    {"chainguard", "chainguard"},
    {"coreos", "coreos"},
    {"debian", "debian"},
    {"echo", "echo"},
    {"fedora", "fedora"},
    {"mariner", "cbl-mariner"},
    {"minimos", "minimos"},
    {"ol", "oracle"},
    {"opensuse", "opensuse-leap"},
    {"opensuse-leap", "opensuse-leap"},
    {"opensuse-tumbleweed", "opensuse-tumbleweed"},
    {"photon", "photon"},
    {"rhel", "redhat"},
    {"rocky", "rocky"},
    {"sl-micro", "slem"},
    {"sle-micro", "slem"},
    {"sle-micro-rancher", "slem"},
    {"sles", "sles"},
    {"ubuntu", "ubuntu"},
    {"wolfi", "wolfi"},
}};

std::string family_of(std::string_view id, std::string_view name) {
  if (id == "centos" && name == "CentOS Stream") return "centos-stream";
  const auto* const found =
      std::ranges::find(k_families, id, &std::pair<std::string_view, std::string_view>::first);
  return found == k_families.end() ? "" : std::string(found->second);
}

/// The value of an assignment as a shell reads it; what follows an unquoted space is cut.
std::string unquote(std::string_view text) {
  std::string out;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\'' && c == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        out += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ' ' || c == '\t') {
      break;
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = trim(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// The text of a file, or nothing where there is no such file.
Result<std::string_view> optional_file(const oci::RootView& view, std::string_view path) {
  const auto* node = view.find(path);
  if (node == nullptr) return std::string_view();
  TRY_ASSIGN(const auto text, content_of(*node));
  if (text.find('\0') != std::string_view::npos) {
    return fail(Error::unchecked(shown_path(*node), "holds a NUL byte; expected text"));
  }
  return text;
}

Result<std::string> first_line(const oci::RootView& view, std::string_view path) {
  TRY_ASSIGN(auto text, optional_file(view, path));
  return std::string(take_line(text));
}

/// `12.5`, but not `trixie/sid` or `12`.
bool is_point_release(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return false;
  return std::ranges::all_of(text.substr(0, dot), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::ranges::all_of(text.substr(dot + 1), [](char c) { return c >= '0' && c <= '9'; });
}

/// `DISTRIB_RELEASE` of an lsb-release that is Ubuntu's own.
Result<std::string> ubuntu_release(const oci::RootView& view) {
  TRY_ASSIGN(const auto text, optional_file(view, "etc/lsb-release"));
  auto fields = parse_os_release(text);
  return fields["DISTRIB_ID"] == "Ubuntu" ? fields["DISTRIB_RELEASE"] : std::string();
}

}  // namespace

bool is_release_file(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name == "os-release" || name == "debian_version" || name == "lsb-release" ||
         name == "alpine-release";
}

std::vector<const oci::RootView::Node*> release_files(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> files;
  for (const auto* path : {"etc/os-release", "usr/lib/os-release", "etc/debian_version", "etc/lsb-release",
                           "etc/alpine-release"}) {
    if (const auto* node = view.find(path); node != nullptr) files.push_back(node);
  }
  return files;
}

std::map<std::string, std::string> parse_os_release(std::string_view text) {
  std::map<std::string, std::string> fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    fields[std::string(trim(line.substr(0, equals)))] = unquote(trim(line.substr(equals + 1)));
  }
  return fields;
}

Result<model::OperatingSystem> identify_system(const oci::RootView& view) {
  TRY_ASSIGN(auto text, optional_file(view, "etc/os-release"));
  if (text.empty()) {
    TRY_ASSIGN(text, optional_file(view, "usr/lib/os-release"));
  }
  auto fields = parse_os_release(text);
  model::OperatingSystem os;
  os.id = fields["ID"];
  os.version_id = fields["VERSION_ID"];
  os.pretty_name = fields["PRETTY_NAME"];
  os.family = family_of(os.id, fields["NAME"]);
  if (!os.family.empty()) os.version = os.version_id;

  TRY_ASSIGN(const auto debian_version, first_line(view, "etc/debian_version"));
  TRY_ASSIGN(const auto alpine_release, first_line(view, "etc/alpine-release"));
  TRY_ASSIGN(const auto ubuntu_version, ubuntu_release(view));
  if (!ubuntu_version.empty()) {
    os.family = "ubuntu";
    os.version = ubuntu_version;
  } else if (os.family.empty() && !debian_version.empty()) {
    os.family = "debian";
    os.version = debian_version;
  } else if (os.family.empty() && !alpine_release.empty()) {
    os.family = "alpine";
    os.version = alpine_release;
  } else if (os.family == "debian" && (is_point_release(debian_version) || os.version.empty())) {
    os.version = debian_version;
  } else if (os.family == "alpine" && !alpine_release.empty()) {
    os.version = alpine_release;
  }
  if (os.family.empty()) return os;
  if (os.id.empty()) os.id = os.family;
  if (os.version_id.empty()) os.version_id = os.version;
  return os;
}

}  // namespace pushgate::sbom
