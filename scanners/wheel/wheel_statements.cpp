// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_statements.hpp"

// Binary distribution format (packaging.python.org): NAME-VERSION.dist-info/METADATA is core metadata, and
// NAME-VERSION.dist-info/WHEEL are fields of the same form:
//
//   Wheel-Version: 1.0
//   Root-Is-Purelib: true
//   Tag: py2-none-any          one line for each tag that the file name's sets stand for
//   Build: 1                   where the file name has one
//
// NAME-VERSION.data/{purelib,platlib,headers,scripts,data}/… is installed elsewhere.

#include <algorithm>
#include <array>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "python/package_name.hpp"
#include "python/version.hpp"
#include "python/wheel_tags.hpp"
#include "sbom/control_fields.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_tags = 4096;  // a wheel for every Python has some dozens

/// `NAME-VERSION` is the distribution that the file name means. A version with `-` has `_` there.
bool is_same_distribution(std::string_view stem, const python::DistributionFile& names) {
  const std::size_t dash = stem.find('-');
  if (dash == std::string_view::npos || python::normalize_name(stem.substr(0, dash)) != names.name)
    return false;
  std::string version(stem.substr(dash + 1));
  std::ranges::replace(version, '_', '-');
  return version == names.version ||
         (python::canonical_version(version) &&
          python::canonical_version(version) == python::canonical_version(names.version));
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// `py2.py3-none-any` stands for `py2-none-any` and `py3-none-any`. False where there are too many, or it is
/// none.
bool add_tags(std::string_view sets, std::set<std::string>& out) {
  const auto tags = python::parse_tags(sets);
  if (!tags || tags->size() > k_tags - out.size()) return false;
  for (const auto& tag : *tags) out.insert(tag.to_string());
  return true;
}

/// The first few that one has and the other has not.
std::string without(const std::set<std::string>& all, const std::set<std::string>& known) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& one : all) {
    if (known.contains(one) || ++count > 3) continue;
    out += (out.empty() ? "" : ", ") + one;
  }
  return count > 3 ? out + fmt::format(" and {} more", count - 3) : out;
}

/// The fields of a statement, or nothing, which was told.
std::optional<sbom::ControlStanza> fields_of(std::string_view text, const std::string& path,
                                             const std::string& rule, WheelFindings& findings) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  sbom::ControlReader reader(text, path, sbom::StrayLine::ends_header);
  auto stanza = reader.next();
  if (!stanza) {
    findings.add(rule, fmt::format("{} {}", stanza.error().subject, stanza.error().what));
    return std::nullopt;
  }
  return stanza->value_or(sbom::ControlStanza{});
}

std::size_t count_of(const sbom::ControlStanza& fields, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields.fields, [&](const auto& field) { return same_letters(field.name, name); }));
}

}  // namespace

std::string dist_info_folder(const archive::ZipDirectory& directory, const python::DistributionFile& names,
                             WheelFindings& findings) {
  constexpr std::string_view k_ending = ".dist-info";
  std::set<std::string> folders;
  for (const auto& member : directory.members) {
    const std::string top = member.name.substr(0, member.name.find('/'));
    if (top.ends_with(k_ending) && top.size() < member.name.size()) folders.insert(top);
  }
  const auto is_ours = [&](const std::string& folder) {
    return is_same_distribution(std::string_view(folder).substr(0, folder.size() - k_ending.size()), names);
  };
  const std::string expected = fmt::format("{}-{}.dist-info", names.name, names.version);
  if (folders.empty()) {
    findings.add("wheel/dist-info", fmt::format("the wheel has no folder {}", expected));
    return "";
  }
  if (folders.size() > 1)
    findings.add("wheel/dist-info", fmt::format("the wheel has {} folders .dist-info; expected {} alone",
                                                folders.size(), expected));
  const auto ours = std::ranges::find_if(folders, is_ours);
  if (ours != folders.end()) return *ours;
  findings.add("wheel/dist-info",
               fmt::format("the wheel has the folder {}; expected {}, as its file name says",
                           *folders.begin(), expected));
  return *folders.begin();
}

void check_metadata(std::string_view text, const std::string& path, const python::DistributionFile& names,
                    WheelFindings& findings) {
  if (!is_utf8(text))
    findings.add("wheel/metadata-not-utf8", path + " is not UTF-8, as core metadata has to be");
  const auto fields = fields_of(text, path, "wheel/metadata", findings);
  if (!fields) return;
  for (const char* const name : {"Metadata-Version", "Name", "Version"}) {
    const std::size_t count = count_of(*fields, name);
    if (count != 1)
      findings.add("wheel/metadata", fmt::format("{} has {} fields {}; expected one", path, count, name));
  }
  const std::string_view name = fields->value("Name");
  const std::string_view version = fields->value("Version");
  if (!name.empty() && python::normalize_name(name) != names.name)
    findings.add("wheel/name-mismatch",
                 fmt::format("{} says {}; the file name says {}", path, name, names.name));
  const auto stated = python::canonical_version(version);
  if (!version.empty() && version != names.version &&
      (!stated || stated != python::canonical_version(names.version)))
    findings.add("wheel/version-mismatch",
                 fmt::format("{} says {}; the file name says {}", path, version, names.version));
}

std::optional<bool> check_wheel_file(std::string_view text, const std::string& path,
                                     const python::DistributionFile& names, WheelFindings& findings) {
  const auto fields = fields_of(text, path, "wheel/wheel-file", findings);
  if (!fields) return std::nullopt;
  const std::string_view version = fields->value("Wheel-Version");
  if (version != "1" && !version.starts_with("1."))
    findings.add(
        "wheel/wheel-file",
        fmt::format("{} has Wheel-Version '{}'; expected 1.0, which installers know", path, version));

  std::set<std::string> stated;
  std::set<std::string> named;
  for (const auto& tag : names.tags) named.insert(tag.to_string());
  bool are_tags = true;
  for (const auto& field : fields->fields) {
    if (same_letters(field.name, "Tag")) are_tags = add_tags(field.value, stated) && are_tags;
  }
  if (!are_tags) {
    findings.add(
        "wheel/wheel-file",
        fmt::format("{} or the file name has a tag that is not PYTHON-ABI-PLATFORM, or over {} of them", path,
                    k_tags));
  } else if (stated.empty()) {
    findings.add("wheel/wheel-file", path + " has no Tag");
  } else if (stated != named) {
    const std::string more = without(named, stated);
    const std::string less = without(stated, named);
    findings.add(
        "wheel/tag-mismatch",
        fmt::format("{}{}{}{}",
                    more.empty() ? "" : "the file name has " + more + ", which " + path + " has not",
                    more.empty() || less.empty() ? "" : "; ", less.empty() ? "" : path + " has " + less,
                    less.empty() ? "" : ", which the file name has not"));
  }
  if (const auto build = fields->value("Build");
      build != names.build && (!build.empty() || fields->find("Build") != nullptr))
    findings.add("wheel/build-mismatch",
                 fmt::format("{} has Build '{}'; the file name has '{}'", path, build, names.build));

  const std::string_view root = fields->value("Root-Is-Purelib");
  if (same_letters(root, "true")) return true;
  if (same_letters(root, "false")) return false;
  findings.add("wheel/wheel-file",
               fmt::format("{} has Root-Is-Purelib '{}'; expected true or false", path, root));
  return std::nullopt;
}

void check_data_folders(const archive::ZipDirectory& directory, const python::DistributionFile& names,
                        WheelFindings& findings) {
  constexpr std::string_view k_ending = ".data";
  constexpr std::array<std::string_view, 5> k_parts = {"purelib", "platlib", "headers", "scripts", "data"};
  std::set<std::string> told;
  for (const auto& member : directory.members) {
    const auto parts = split(member.name, '/');
    if (parts.size() < 2 || !parts[0].ends_with(k_ending)) continue;
    const std::string folder = std::string(parts[0]) + "/" + std::string(parts[1]);
    std::string what;
    if (!is_same_distribution(parts[0].substr(0, parts[0].size() - k_ending.size()), names)) {
      what = fmt::format("{} is no folder of this wheel; expected {}-{}.data", parts[0], names.name,
                         names.version);
    } else if (!parts[1].empty() && std::ranges::find(k_parts, parts[1]) == k_parts.end()) {
      what = fmt::format("{} is no folder that installers know; expected one of {}", folder,
                         fmt::join(k_parts, ", "));
    } else if (parts[1] == "data" && parts.size() > 2 && !parts[2].empty() &&
               (parts[2] == "pyvenv.cfg" || member.name.find("/site-packages/") != std::string::npos)) {
      what = member.name + " is installed among Python's own files, past purelib and platlib";
    }
    if (!what.empty() && told.insert(what).second) findings.add("wheel/data-folder", what);
  }
}

}  // namespace pushgate::scanners
