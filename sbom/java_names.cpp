// SPDX-License-Identifier: Apache-2.0
// Three places name what a Java archive is, from the surest to the least sure:
//
//   META-INF/maven/<group>/<artifact>/pom.properties, which Maven puts into what it builds. Lines `groupId=`,
//   `artifactId=`, `version=`. One that was copied from another jar ("shaded") says what is in here, too.
//
//   META-INF/MANIFEST.MF: `Name: value` lines of at most 72 bytes, continued by lines that begin with a
//   space; a blank line ends the main section, after which come sections of single packages. The group is
//   stated by Implementation-Vendor-Id, or is most of the Bundle-SymbolicName, or else a vendor's name; a
//   value that begins with `%` is a key of a translation.
//
//   The file's name, `<artifact>-<version>.jar`.
//
// Which of them are asked in which order is Trivy's way, so that both name the same.
#include "sbom/java_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/ascii.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::string_view, 7> k_endings = {".jar", ".war", ".ear", ".par",
                                                       ".hpi", ".jpi", ".kar"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

using Attributes = std::map<std::string, std::string>;  // names in lower case

Attributes main_section(std::string_view text) {
  Attributes out;
  std::string* last = nullptr;
  while (!text.empty()) {
    const std::string_view line = take_text_line(text);
    if (line.empty()) break;
    if (line.front() == ' ') {
      if (last != nullptr) last->append(line.substr(1));
      continue;
    }
    last = nullptr;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name(line.substr(0, colon));
    name = lower_case(name);
    last = &(out[std::move(name)] = line.substr(colon + 1));
  }
  return out;
}

/// The first of these attributes that has a value.
std::string stated(const Attributes& attributes, std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    const auto found = attributes.find(name);
    if (found == attributes.end()) continue;
    const std::string_view value = trim(found->second);
    if (!value.empty() && !value.starts_with('%')) return std::string(value);
  }
  return {};
}

/// One stretch of digits, or of anything else.
struct Token {
  std::string text;
  bool is_number = false;
  bool begins_part = false;  // after a `-`, or where digits and letters meet
};

/// What a version says by leaving it out.
bool says_nothing(const Token& token) {
  if (token.is_number) return token.text.empty();
  return token.text.empty() || token.text == "ga" || token.text == "final" || token.text == "release";
}

Token normal(std::string text, bool is_number, bool begins_part, bool number_follows) {
  if (is_number) {
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  } else if (number_follows && text == "a") {
    text = "alpha";
  } else if (number_follows && text == "b") {
    text = "beta";
  } else if (number_follows && text == "m") {
    text = "milestone";
  } else if (text == "cr") {
    text = "rc";
  }
  return {std::move(text), is_number, begins_part};
}

std::vector<Token> tokens_of(std::string_view version) {
  std::vector<Token> out;
  bool begins_part = true;
  for (std::size_t at = 0; at <= version.size();) {
    std::size_t end = at;
    const bool number = at < version.size() && is_digit(version[at]);
    std::string text;
    while (end < version.size() && version[end] != '.' && version[end] != '-' &&
           is_digit(version[end]) == number) {
      text += lower_case(version[end++]);
    }
    const bool meets = end < version.size() && version[end] != '.' && version[end] != '-';
    out.push_back(normal(std::move(text), number, begins_part, meets && !number));
    begins_part = meets || (end < version.size() && version[end] == '-');
    at = meets ? end : end + 1;
  }
  return out;
}

}  // namespace

Result<std::string> java_purl(const JavaArtifact& artifact) {
  TRY_ASSIGN(const auto purl, Purl::make({.type = "maven",
                                          .name_space = artifact.group,
                                          .name = artifact.name,
                                          .version = artifact.version,
                                          .qualifiers = {},
                                          .subpath = {}}));
  return purl.to_string();
}

bool is_java_archive(std::string_view path) {
  return std::ranges::any_of(k_endings, [&](std::string_view ending) {
    return path.size() > ending.size() && same_letters(path.substr(path.size() - ending.size()), ending);
  });
}

std::optional<JavaArtifact> pom_artifact(std::string_view text) {
  JavaArtifact out;
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = line.substr(0, equals);
    const auto value = line.substr(equals + 1);
    if (key == "groupId") out.group = value;
    if (key == "artifactId") out.name = value;
    if (key == "version") out.version = value;
  }
  if (out.group.empty() || out.name.empty() || out.version.empty()) return std::nullopt;
  return out;
}

std::optional<JavaArtifact> manifest_artifact(std::string_view text) {
  const Attributes attributes = main_section(text);
  // `org.eclipse.core.jobs; singleton:=true`
  std::string bundle = stated(attributes, {"bundle-symbolicname"});
  bundle = trim(std::string_view(bundle).substr(0, bundle.find(';')));
  const std::size_t dot = bundle.rfind('.');
  JavaArtifact out;
  out.group = stated(attributes, {"implementation-vendor-id"});
  if (out.group.empty()) out.group = dot == std::string::npos || dot == 0 ? bundle : bundle.substr(0, dot);
  if (out.group.empty()) out.group = stated(attributes, {"implementation-vendor", "specification-vendor"});
  out.name = stated(attributes, {"implementation-title", "specification-title"});
  if (out.name.empty() && dot != std::string::npos) out.name = bundle.substr(dot + 1);
  if (out.name.empty()) out.name = stated(attributes, {"bundle-name"});
  out.version = stated(attributes, {"implementation-version", "specification-version", "bundle-version"});
  if (out.group.empty() || out.name.empty() || out.version.empty()) return std::nullopt;
  return out;
}

std::optional<JavaArtifact> file_name_artifact(std::string_view path) {
  constexpr std::string_view k_jar = ".jar";
  std::string_view stem = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  if (stem.size() <= k_jar.size() || !same_letters(stem.substr(stem.size() - k_jar.size()), k_jar)) {
    return std::nullopt;
  }
  stem.remove_suffix(k_jar.size());
  for (std::size_t at = 1; at + 1 < stem.size(); ++at) {
    if (stem[at] == '-' && is_digit(stem[at + 1])) {
      return JavaArtifact{{}, std::string(stem.substr(0, at)), std::string(stem.substr(at + 1))};
    }
  }
  return std::nullopt;
}

std::string java_version_key(std::string_view version) {
  const std::vector<Token> tokens = tokens_of(version);
  std::string out;
  for (std::size_t begin = 0; begin < tokens.size();) {
    std::size_t next = begin + 1;
    while (next < tokens.size() && !tokens[next].begins_part) ++next;
    std::size_t end = next;
    while (end > begin && says_nothing(tokens[end - 1])) --end;
    for (std::size_t i = begin; i < end; ++i) {
      out += i == begin ? '-' : '.';
      out += says_nothing(tokens[i]) ? "0" : tokens[i].text;
    }
    begin = next;
  }
  return out;
}

}  // namespace pushgate::sbom
