// SPDX-License-Identifier: Apache-2.0
#include "sbom/apk_database.hpp"

// apk-tools 2, lib/apk/db/installed: stanzas that a blank line ends, one field a line: a letter, a colon, the
// value. Letters are case sensitive.
//
//   C:Q1p78yvTLG094tHE1+dToJGbmYzQE=       of the control segment
//   P:libcrypto3                           name
//   V:3.1.4-r2                             version
//   A:x86_64
//   L:Apache-2.0
//   o:openssl                              the source package
//   m:Natanael Copa <ncopa@alpinelinux.org>
//   D:so:libc.musl-x86_64.so.1 !conflict   what it needs, and what it cannot stand
//   p:so:libcrypto.so.3=3                  what it provides
//   F:lib                                  a directory; the files that follow are in it
//   R:libcrypto.so.3                       a file; M:, a: and Z: say more of the one before
//
// `apk add --virtual .build-deps` installs a package of that name that has no files; it is listed like any.

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"

namespace pushgate::sbom {

namespace {

struct Field {
  char letter = '\0';
  std::string_view value;
};

// A large server has 3,000 packages, and the largest of them 2,000 names in one field.
constexpr std::size_t k_packages = 100'000;
constexpr std::size_t k_names = 100'000;

/// Fields that say what a package is: one of each in a stanza.
constexpr std::string_view k_single_fields = "PVALomCDp";

/// A line without its end, taken off the text.
bool is_field(std::string_view line) {
  return line.size() >= 2 && line[1] == ':' &&
         ((line[0] >= 'a' && line[0] <= 'z') || (line[0] >= 'A' && line[0] <= 'Z'));
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '/'; });
}

/// The names of `musl>=1.2 so:libssl.so.3=3 !conflict`, each once, in their order; at most one over k_names.
std::vector<std::string> names_of(std::string_view words) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  while (names.size() <= k_names) {
    words.remove_prefix(std::min(words.find_first_not_of(" \t"), words.size()));
    if (words.empty()) break;
    const std::string_view word = words.substr(0, words.find_first_of(" \t"));
    words.remove_prefix(word.size());
    const std::string_view name = word.substr(0, word.find_first_of("<>=~"));
    if (!name.empty() && !name.starts_with('!') && seen.insert(name).second) names.emplace_back(name);
  }
  return names;
}

/// Collects the fields of one stanza.
class Stanza {
 public:
  Stanza(const std::string& file, std::size_t line) : m_file(file), m_line(line) {}

  Result<void> add(Field field, std::size_t line) {
    if (k_single_fields.find(field.letter) == std::string_view::npos) return {};
    if (std::ranges::find(m_seen, field.letter) != m_seen.end()) {
      return bad(line, fmt::format("the stanza has two {}: fields; expected one", field.letter));
    }
    m_seen += field.letter;
    switch (field.letter) {
      case 'P':
        if (!is_word(field.value)) return bad(line, "P: is no package name");
        m_package.name = field.value;
        break;
      case 'V':
        if (!is_word(field.value)) return bad(line, "V: is no package version");
        m_package.version = field.value;
        break;
      case 'A':
        if (!is_word(field.value)) return bad(line, "A: is no architecture; expected one such as x86_64");
        m_package.architecture = field.value;
        break;
      case 'o':
        if (!is_word(field.value)) return bad(line, "o: is no name of a source package");
        m_package.origin = field.value;
        break;
      case 'L':
        m_package.license = trim(field.value);
        break;
      case 'm':
        m_package.maintainer = trim(field.value);
        break;
      case 'C':
        m_package.checksum = trim(field.value);
        break;
      case 'D':
        return add_names(m_package.needs, field, line);
      default:
        return add_names(m_package.provides, field, line);
    }
    return {};
  }

  Result<ApkPackage> package() {
    if (m_package.name.empty()) return bad(m_line, "the stanza has no P: field; expected a package name");
    if (m_package.version.empty()) {
      return bad(m_line, "the stanza has no V: field; expected a package version");
    }
    if (m_package.origin.empty()) m_package.origin = m_package.name;
    return std::move(m_package);
  }

 private:
  Result<void> add_names(std::vector<std::string>& names, Field field, std::size_t line) const {
    names = names_of(field.value);
    if (names.size() <= k_names) return {};
    return bad(line, fmt::format("{}: has more than {} names", field.letter, k_names));
  }

  tl::unexpected<Error> bad(std::size_t line, std::string what) const {
    return fail(Error::unchecked(fmt::format("{}:{}", m_file, line), std::move(what)));
  }

  const std::string& m_file;
  std::size_t m_line;
  std::string m_seen;
  ApkPackage m_package;
};

}  // namespace

Result<std::vector<ApkPackage>> parse_apk_database(std::string_view text, const std::string& file) {
  std::vector<ApkPackage> packages;
  std::set<std::string> names;
  std::optional<Stanza> stanza;
  const auto end_stanza = [&]() -> Result<void> {
    if (!stanza) return {};
    TRY_ASSIGN(auto package, stanza->package());
    if (names.insert(package.name).second) packages.push_back(std::move(package));
    stanza.reset();
    return {};
  };
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_text_line(text);
    if (line.empty()) {
      TRY(end_stanza());
      continue;
    }
    if (line.find('\0') != std::string_view::npos) {
      return fail(Error::unchecked(fmt::format("{}:{}", file, number), "holds a NUL byte"));
    }
    if (!is_field(line)) {
      return fail(Error::unchecked(fmt::format("{}:{}", file, number),
                                   "is no field; expected a letter, a colon and a value"));
    }
    if (packages.size() > k_packages) {
      return fail(Error::unchecked(fmt::format("{}:{}", file, number),
                                   fmt::format("has more than {} packages", k_packages)));
    }
    if (!stanza) stanza.emplace(file, number);
    TRY(stanza->add({line[0], line.substr(2)}, number));
  }
  TRY(end_stanza());
  return packages;
}

void tell_apk_files(std::string_view text, const ApkFile& tell) {
  std::string_view package;
  std::string_view directory;
  while (!text.empty()) {
    const std::string_view line = take_text_line(text);
    if (line.empty()) package = directory = {};
    if (!is_field(line)) continue;
    const std::string_view value = line.substr(2);
    if (line[0] == 'P') package = value;
    if (line[0] == 'F') directory = value;
    if (line[0] != 'R' || value.empty()) continue;
    tell(package, directory.empty() ? std::string(value) : fmt::format("{}/{}", directory, value));
  }
}

}  // namespace pushgate::sbom
