// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_metadata.hpp"

// Core metadata (packaging.python.org, specifications/core-metadata): RFC 822 headers up to the first blank
// line, then the long description.
//
//   Metadata-Version: 2.4
//   Name: typing_extensions
//   Version: 4.12.2
//   License-Expression: PSF-2.0            an SPDX expression (PEP 639); before it came
//   Classifier: License :: OSI Approved :: MIT License
//   License: MIT                           free text, often the licence itself
//   Requires-Dist: urllib3>=1.21; extra == 'x'   any number of them
//
// Its folder is NAME-VERSION.dist-info (wheels), NAME-VERSION-pyX.Y.egg-info (a folder or that file alone) or
// NAME-VERSION-pyX.Y.egg/EGG-INFO. Old setuptools left files without a version, but with one in the folder's
// name.

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

using Kind = model::License::Kind;

// Classifiers that mean one SPDX licence; the others (`BSD License`, `Apache Software License`) name
// families.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> k_classifiers = {{
    {"Boost Software License 1.0 (BSL-1.0)", "BSL-1.0"},
    {"CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", "CC0-1.0"},
    {"GNU Affero General Public License v3", "AGPL-3.0-only"},
    {"GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"},
    {"GNU General Public License v2 (GPLv2)", "GPL-2.0-only"},
    {"GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"},
    {"GNU General Public License v3 (GPLv3)", "GPL-3.0-only"},
    {"GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"},
    {"GNU Lesser General Public License v2 (LGPLv2)", "LGPL-2.0-only"},
    {"GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPL-2.0-or-later"},
    {"GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"},
    {"GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPL-3.0-or-later"},
    {"ISC License (ISCL)", "ISC"},
    {"MIT License", "MIT"},
    {"MIT No Attribution License (MIT-0)", "MIT-0"},
    {"Mozilla Public License 1.0 (MPL)", "MPL-1.0"},
    {"Mozilla Public License 1.1 (MPL 1.1)", "MPL-1.1"},
    {"Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"},
    {"Python Software Foundation License", "PSF-2.0"},
    {"The Unlicense (Unlicense)", "Unlicense"},
    {"Universal Permissive License (UPL)", "UPL-1.0"},
    {"zlib/libpng License", "Zlib"},
}};

bool is_known(std::string_view value) {
  return !value.empty() && value != "UNKNOWN";
}

model::License classified(std::string_view name) {
  const auto* const found =
      std::ranges::find(k_classifiers, name, &std::pair<std::string_view, std::string_view>::first);
  if (found != k_classifiers.end()) {
    return {std::string(found->second), Kind::spdx_id};
  }
  return {stated_license(name).text, Kind::name};
}

std::vector<model::License> licenses_of(const ControlStanza& fields) {
  std::vector<model::License> licenses;
  if (const auto expression = fields.value("License-Expression"); is_known(expression)) {
    licenses.push_back(stated_license(expression));
    return licenses;
  }
  for (const ControlField& field : fields.fields) {
    if (!same_letters(field.name, "Classifier") || !field.value.starts_with("License ::")) continue;
    const std::string_view name = trim(field.value.substr(field.value.rfind("::") + 2));
    if (name.empty() || name == "OSI Approved") continue;
    const auto license = classified(name);
    const bool known = std::ranges::any_of(licenses, [&](const auto& l) { return l.text == license.text; });
    if (!known) licenses.push_back(license);
  }
  if (licenses.empty() && is_known(fields.value("License"))) {
    licenses.push_back(stated_license(fields.value("License")));
  }
  return licenses;
}

/// The folder or file whose name tells the distribution.
std::string_view telling_name(std::string_view path) {
  static constexpr std::array<std::string_view, 3> k_inner = {"/METADATA", "/EGG-INFO/PKG-INFO", "/PKG-INFO"};
  for (const auto inner : k_inner) {
    if (!path.ends_with(inner)) continue;
    path.remove_suffix(inner.size());
    break;
  }
  if (const auto slash = path.rfind('/'); slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path.substr(0, path.rfind('.'));
}

/// `typing_extensions-4.12.2` and `PyYAML-6.0-py3.11` in their parts; an empty version where there is none.
std::pair<std::string_view, std::string_view> split_name(std::string_view text) {
  for (std::size_t dash = text.find('-'); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
    if (dash + 1 == text.size() || text[dash + 1] < '0' || text[dash + 1] > '9') continue;
    const std::string_view rest = text.substr(dash + 1);
    return {text.substr(0, dash), rest.substr(0, rest.find('-'))};
  }
  return {text, {}};
}

bool is_text(std::string_view text) {
  return is_utf8(text) && escape_controls(text) == text;
}

}  // namespace

bool is_python_metadata(std::string_view path) {
  return path.ends_with(".dist-info/METADATA") || path.ends_with(".egg-info/PKG-INFO") ||
         path.ends_with(".egg-info") || path.ends_with(".egg/EGG-INFO/PKG-INFO");
}

Result<PythonDistribution> parse_python_metadata(std::string_view text, const std::string& path) {
  ControlReader reader(text, path, StrayLine::ends_header);
  TRY_ASSIGN(const auto header, reader.next());
  const ControlStanza fields = header.value_or(ControlStanza{});
  const auto [folder_name, folder_version] = split_name(telling_name(path));

  PythonDistribution distribution;
  const auto name = fields.value("Name");
  const auto version = fields.value("Version");
  distribution.name = is_known(name) ? name : folder_name;
  distribution.version = is_known(version) ? version : folder_version;
  if (distribution.name.empty()) {
    return fail(Error::unchecked(path, "has no Name, and its folder's name has none either"));
  }
  if (distribution.version.empty()) {
    return fail(Error::unchecked(path, "has no Version, and its folder's name has none either"));
  }
  for (const auto* part : {&distribution.name, &distribution.version}) {
    if (is_text(*part)) continue;
    return fail(
        Error::unchecked(path, fmt::format("has '{}' as {}; expected text of one line", part->substr(0, 100),
                                           part == &distribution.name ? "Name" : "Version")));
  }
  for (const auto* field : {"Author", "Maintainer", "Author-email", "Maintainer-email"}) {
    if (distribution.author.empty() && is_known(fields.value(field)))
      distribution.author = fields.value(field);
  }
  distribution.licenses = licenses_of(fields);
  for (const ControlField& field : fields.fields) {
    if (same_letters(field.name, "Requires-Dist")) distribution.requirements.emplace_back(field.value);
    if (same_letters(field.name, "Requires-Python")) distribution.requires_python = field.value;
  }
  return distribution;
}

}  // namespace pushgate::sbom
