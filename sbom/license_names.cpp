// SPDX-License-Identifier: Apache-2.0
#include "sbom/license_names.hpp"

// Which SPDX id a licence's name means. Only names that mean one licence are here: `BSD` is three, `Apache`
// and `Artistic License` are several, `GPLv2` is -only to some and -or-later to others, `Public Domain` is
// none. What is not here stays a name, which a person can judge; a wrong id cannot be told from a right one.

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

using Name = std::pair<std::string_view, std::string_view>;

// Names in the form that plain_words() gives.
constexpr std::array k_names = {
    // The full names, with the number that makes them one licence.
    Name{"academic free 2.1", "AFL-2.1"},
    Name{"academic free 3.0", "AFL-3.0"},
    Name{"apache 1.1", "Apache-1.1"},
    Name{"apache 2", "Apache-2.0"},
    Name{"apache 2.0", "Apache-2.0"},
    Name{"apache software 1.1", "Apache-1.1"},
    Name{"apache software 2.0", "Apache-2.0"},
    Name{"artistic 2.0", "Artistic-2.0"},
    Name{"boost software 1.0", "BSL-1.0"},
    Name{"common development and distribution 1.0", "CDDL-1.0"},
    Name{"common development and distribution 1.1", "CDDL-1.1"},
    Name{"common public 1.0", "CPL-1.0"},
    Name{"creative commons attribution 4.0", "CC-BY-4.0"},
    Name{"creative commons attribution 4.0 international", "CC-BY-4.0"},
    Name{"creative commons zero 1.0 universal", "CC0-1.0"},
    Name{"eclipse public 1.0", "EPL-1.0"},
    Name{"eclipse public 2.0", "EPL-2.0"},
    Name{"european union public 1.1", "EUPL-1.1"},
    Name{"european union public 1.2", "EUPL-1.2"},
    Name{"mozilla public 1.1", "MPL-1.1"},
    Name{"mozilla public 2.0", "MPL-2.0"},
    Name{"mozilla public 2.0 mpl 2.0", "MPL-2.0"},
    Name{"sil open font 1.1", "OFL-1.1"},
    Name{"universal permissive 1.0", "UPL-1.0"},
    // Short forms of the same: an id with a space for its dash, or the number cut.
    Name{"afl 2.1", "AFL-2.1"},
    Name{"afl 3.0", "AFL-3.0"},
    Name{"apache-2", "Apache-2.0"},
    Name{"apache2", "Apache-2.0"},
    Name{"asl 2.0", "Apache-2.0"},  // Fedora's
    Name{"cc0", "CC0-1.0"},         // there is one version
    Name{"cc0 1.0", "CC0-1.0"},
    Name{"cc0 1.0 universal", "CC0-1.0"},
    Name{"cddl 1.0", "CDDL-1.0"},
    Name{"cddl 1.1", "CDDL-1.1"},
    Name{"epl 1.0", "EPL-1.0"},
    Name{"epl 2.0", "EPL-2.0"},
    Name{"mpl 1.1", "MPL-1.1"},
    Name{"mpl 2.0", "MPL-2.0"},
    // BSD by the number of its clauses; "new" has three and "simplified" two, as the OSI calls them.
    Name{"2-clause bsd", "BSD-2-Clause"},
    Name{"3-clause bsd", "BSD-3-Clause"},
    Name{"bsd 2-clause", "BSD-2-Clause"},
    Name{"bsd 2-clause simplified", "BSD-2-Clause"},
    Name{"bsd 3-clause", "BSD-3-Clause"},
    Name{"bsd 3-clause new or revised", "BSD-3-Clause"},
    Name{"bsd2", "BSD-2-Clause"},
    Name{"bsd3", "BSD-3-Clause"},
    Name{"modified bsd", "BSD-3-Clause"},
    Name{"new bsd", "BSD-3-Clause"},
    Name{"revised bsd", "BSD-3-Clause"},
    Name{"simplified bsd", "BSD-2-Clause"},
    // Expat's licence is the one that SPDX calls MIT.
    Name{"expat", "MIT"},
    Name{"mit expat", "MIT"},
    Name{"mit mit", "MIT"},
    // Names with their abbreviation behind.
    Name{"isc iscl", "ISC"},
    Name{"unlicense unlicense", "Unlicense"},
};

// Debian's short names that SPDX spells in another way; the rest differ in case alone, or are GNU's.
constexpr std::array k_debian_names = {
    Name{"Artistic", "Artistic-1.0"},  // its definition: "Artistic license 1.0"
    Name{"CC0", "CC0-1.0"},
    Name{"Expat", "MIT"},
    Name{"PSF-2", "PSF-2.0"},
};

struct GnuFamily {
  std::string_view name;
  std::string_view id;
};

// Longer names before those that they begin with.
constexpr std::array k_gnu_families = {
    GnuFamily{"gnu affero general public", "AGPL"},
    GnuFamily{"gnu free documentation", "GFDL"},
    GnuFamily{"gnu general public", "GPL"},
    GnuFamily{"gnu lesser general public", "LGPL"},
    GnuFamily{"gnu library general public", "LGPL"},
    GnuFamily{"gnu agpl", "AGPL"},
    GnuFamily{"gnu gpl", "GPL"},
    GnuFamily{"gnu lgpl", "LGPL"},
    GnuFamily{"agpl", "AGPL"},
    GnuFamily{"gfdl", "GFDL"},
    GnuFamily{"gpl", "GPL"},
    GnuFamily{"lgpl", "LGPL"},
};

constexpr std::array<std::string_view, 7> k_later = {
    "+", "or later", "-or-later", "or newer", "or any later", "or above", "or greater"};

/// Lower case, one space between words, without the words and marks that change nothing.
std::string plain_words(std::string_view text) {
  static constexpr std::string_view k_separators = " \t\r\n,;()\"'";
  static constexpr std::array<std::string_view, 6> k_empty = {"the",     "license", "licence",
                                                              "version", "v",       "v."};
  std::string out;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(k_separators), text.size()));
    if (text.empty()) return out;
    const std::string_view word = text.substr(0, text.find_first_of(k_separators));
    text.remove_prefix(word.size());
    std::string folded = lower_case(word);
    if (std::ranges::find(k_empty, folded) != k_empty.end()) continue;
    // `v2.0` is `2.0`.
    if (folded.size() > 1 && folded[0] == 'v' && folded[1] >= '0' && folded[1] <= '9') folded.erase(0, 1);
    if (!out.empty()) out += ' ';
    out += folded;
  }
}

/// `gplv2+` and `gnu general public 2 or later` → `GPL-2.0-or-later`. Empty for what is no GNU licence, and
/// where only a bare number is given, unless that is known to mean the number alone.
std::string gnu_id(std::string_view words, bool bare_means_only) {
  const auto* const family =
      std::ranges::find_if(k_gnu_families, [&](const GnuFamily& row) { return words.starts_with(row.name); });
  if (family == k_gnu_families.end()) return {};
  words.remove_prefix(family->name.size());
  if (words.starts_with('-') || words.starts_with(' ')) words.remove_prefix(1);
  if (words.starts_with('v')) words.remove_prefix(1);
  const std::size_t end = std::min(words.find_first_not_of("0123456789."), words.size());
  std::string version(words.substr(0, end));
  const std::string_view rest = trim(words.substr(end));
  if (version.empty()) return {};
  if (version.find('.') == std::string::npos) version += ".0";
  std::string_view ending;
  if (std::ranges::find(k_later, rest) != k_later.end()) {
    ending = "-or-later";
  } else if (rest == "only" || rest == "-only" || (rest.empty() && bare_means_only)) {
    ending = "-only";
  } else {
    return {};
  }
  return std::string(spdx_id(std::string(family->id) + "-" + version + std::string(ending)));
}

}  // namespace

std::string license_id_of_name(std::string_view name) {
  static constexpr std::size_t k_longest = 120;  // no name of a licence is longer; texts of licences are
  if (name.size() > k_longest) return {};
  const std::string words = plain_words(name);
  const auto* const found = std::ranges::find(k_names, std::string_view(words), &Name::first);
  if (found != k_names.end()) return std::string(found->second);
  if (auto id = gnu_id(words, false); !id.empty()) return id;
  return std::string(spdx_id(words));  // `The MIT License`
}

std::string license_id_of_debian_name(std::string_view name) {
  static constexpr std::size_t k_longest = 120;
  name = trim(name);
  if (name.size() > k_longest) return {};
  for (const auto& [debian, id] : k_debian_names) {
    if (same_letters(name, debian)) return std::string(id);
  }
  // Before the list, which still has GPL-2.0 and GPL-2.0+, by names that are no longer to be used.
  if (auto id = gnu_id(plain_words(name), true); !id.empty()) return id;
  return std::string(spdx_id(name));
}

}  // namespace pushgate::sbom
