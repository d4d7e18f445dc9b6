// SPDX-License-Identifier: Apache-2.0
#include "sbom/os_release.hpp"

// os-release(5): `KEY=value` lines, values quoted as a shell does, `#` comments; /etc/os-release before
// /usr/lib/os-release. Distributions add files of their own (distribution_release.cpp).
//
// The family and version must be Trivy's, since its advisories are found by them (formats.md 8.0), and Trivy
// reads several files at once and takes what comes first. Where they disagree:
// - /etc/lsb-release of Ubuntu, since Ubuntu also has Debian's file;
// - a file of the distribution's own, which says `7.6.1810` where os-release says `7`, unless os-release
// names
//   another distribution;
// - os-release, with an ID that is known and a VERSION_ID;
// - /etc/redhat-release, then /etc/debian_version, then /etc/alpine-release, each alone.
// Debian's version is that of debian_version where it is a point release; that of Alpine is the one its
// repositories are of, where they tell; Ubuntu's ends in `-ESM` where extended maintenance is on.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/distribution_release.hpp"
#include "sbom/evidence_files.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::string_view, 4> k_os_release = {
    "etc/os-release",
    "usr/lib/os-release",
    // Bottlerocket's own images
    "aarch64-bottlerocket-linux-gnu/sys-root/usr/lib/os-release",
    "x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/os-release",
};
constexpr std::array<std::string_view, 6> k_redhat_descendants = {
    "etc/centos-release", "etc/rocky-release",  "etc/almalinux-release",
    "etc/oracle-release", "etc/fedora-release", "usr/lib/fedora-release",
};
constexpr std::array<std::string_view, 8> k_other_files = {
    "etc/redhat-release",     "etc/system-release",
    "usr/lib/system-release", "etc/debian_version",
    "etc/lsb-release",        "etc/alpine-release",
    "etc/apk/repositories",   "var/lib/ubuntu-advantage/status.json",
};

const std::vector<std::string_view>& all_files() {
  static const std::vector<std::string_view> files = [] {
    std::vector<std::string_view> all(k_os_release.begin(), k_os_release.end());
    all.insert(all.end(), k_redhat_descendants.begin(), k_redhat_descendants.end());
    all.insert(all.end(), k_other_files.begin(), k_other_files.end());
    return all;
  }();
  return files;
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
  return std::string(trim(take_line(text)));
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

/// What a file of a distribution's own says; nothing where none of them is there, or names another one.
Result<std::optional<Release>> own_release(const oci::RootView& view) {
  for (const auto path : k_redhat_descendants) {
    TRY_ASSIGN(const auto text, optional_file(view, path));
    const bool oracle = path == "etc/oracle-release";
    if (auto release = parse_redhat_release(text, oracle)) {
      if (oracle) release->family = "oracle";
      return release;
    }
  }
  for (const auto path : {"etc/system-release", "usr/lib/system-release"}) {
    TRY_ASSIGN(const auto text, optional_file(view, path));
    if (auto release = parse_amazon_release(text)) return release;
  }
  return std::nullopt;
}

/// What redhat-release says. Descendants that Trivy does not know make it a link to a file of their own,
/// which Trivy does not follow: they are not Red Hat.
Result<std::optional<Release>> redhat_release(const oci::RootView& view) {
  static constexpr std::string_view k_path = "etc/redhat-release";
  TRY_ASSIGN(const auto text, optional_file(view, k_path));
  const auto path = RootPath::parse(k_path);
  const auto* const node = path ? view.at(*path) : nullptr;
  const bool is_link = node != nullptr && node->kind() == oci::LayerEntry::Kind::symlink;
  return parse_redhat_release(text, !is_link);
}

/// The release of the files named above, `stated` being what os-release says.
Result<Release> choose_release(const oci::RootView& view, Release stated) {
  TRY_ASSIGN(const auto ubuntu, ubuntu_release(view));
  if (!ubuntu.empty()) return Release{"ubuntu", ubuntu};
  TRY_ASSIGN(auto own, own_release(view));
  if (own && (stated.family.empty() || stated.family == own->family)) return std::move(*own);

  TRY_ASSIGN(const auto debian_version, first_line(view, "etc/debian_version"));
  TRY_ASSIGN(const auto alpine_release, first_line(view, "etc/alpine-release"));
  if (stated.family.empty()) {
    TRY_ASSIGN(auto redhat, redhat_release(view));
    if (redhat) return std::move(*redhat);
    if (!debian_version.empty()) return Release{"debian", debian_version};
    if (!alpine_release.empty()) stated = {"alpine", alpine_release};
  }
  if (stated.family == "debian" && is_point_release(debian_version)) stated.version = debian_version;
  if (stated.family == "alpine") {
    if (!alpine_release.empty()) stated.version = alpine_release;
    TRY_ASSIGN(const auto repositories, optional_file(view, "etc/apk/repositories"));
    const auto branch = parse_apk_repositories(repositories);
    // 3.19.1 is of 3.19; a snapshot (3.21.0_alpha20240923) and what is mixed are of what they are updated
    // from.
    if (!branch.empty() && !(stated.version + ".").starts_with(branch + ".")) stated.version = branch;
  }
  return stated;
}

/// `2` of `2 (Karoo)`, `2018.03` of `AMI release 2018.03`; the text itself where it has no number.
std::string number_of(std::string_view version) {
  for (std::size_t at = 0; at < version.size(); ++at) {
    const bool begins = at == 0 || version[at - 1] == ' ';
    if (!begins || version[at] < '0' || version[at] > '9') continue;
    return std::string(version.substr(at, version.find(' ', at) - at));
  }
  return std::string(version);
}

Result<bool> has_extended_maintenance(const oci::RootView& view) {
  static constexpr std::string_view k_path = "var/lib/ubuntu-advantage/status.json";
  TRY_ASSIGN(const auto text, optional_file(view, k_path));
  if (text.empty()) return false;
  return parse_ubuntu_esm(text, "/" + std::string(k_path));
}

}  // namespace

bool is_release_file(std::string_view path) {
  return std::ranges::any_of(all_files(), [&](std::string_view file) {
    // By the last name alone, for a link may lead to it; where that says nothing, by the last two.
    const std::size_t slash = file.rfind('/');
    const std::string_view name = file.substr(slash + 1);
    const std::size_t parent = file.rfind('/', slash - 1);
    const bool plain = name != "repositories" && name != "status.json";
    const std::string_view tail = plain ? name : file.substr(parent + 1);
    return path.ends_with(tail) && (path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/');
  });
}

std::vector<const oci::RootView::Node*> release_files(const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> files;
  for (const auto path : all_files()) {
    if (const auto* node = view.find(path); node != nullptr) files.push_back(node);
  }
  return files;
}

std::map<std::string, std::string> parse_os_release(std::string_view text) {
  std::map<std::string, std::string> fields;
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    fields[std::string(trim(line.substr(0, equals)))] = unquote(trim(line.substr(equals + 1)));
  }
  return fields;
}

Result<model::OperatingSystem> identify_system(const oci::RootView& view) {
  std::string_view text;
  for (const auto path : k_os_release) {
    if (text.empty()) {
      TRY_ASSIGN(text, optional_file(view, path));
    }
  }
  auto fields = parse_os_release(text);
  model::OperatingSystem os;
  os.id = fields["ID"];
  os.version_id = fields["VERSION_ID"];
  os.pretty_name = fields["PRETTY_NAME"];
  Release stated;
  const auto family = family_of_os_release(os.id, fields["NAME"]);
  if (!family.empty() && !os.version_id.empty()) stated = {std::string(family), os.version_id};
  TRY_ASSIGN(const auto release, choose_release(view, std::move(stated)));
  os.family = release.family;
  os.version = release.version;
  if (os.family.empty()) return os;
  if (os.id.empty()) os.id = os_release_id(os.family);
  if (os.version_id.empty()) os.version_id = number_of(os.version);
  if (os.family == "ubuntu") {
    TRY_ASSIGN(const bool extended, has_extended_maintenance(view));
    if (extended) os.version += "-ESM";
  }
  return os;
}

}  // namespace pushgate::sbom
