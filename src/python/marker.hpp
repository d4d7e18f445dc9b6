// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/dependency_cursor.hpp"

namespace pushgate::python {

/// When a dependency is needed (PEP 508, environment markers): one comparison, or parts of which all or any
/// have to hold.
struct Marker {
  enum class Kind { comparison, all, any };

  /// A variable's name in its present form (`os_name`, not `os.name`), or a text without its quotes.
  struct Operand {
    bool is_variable = false;
    std::string text;

    bool operator==(const Operand&) const = default;
  };

  Kind kind = Kind::comparison;
  Operand left;
  std::string symbol;  ///< `==`, `in`, `not in`
  Operand right;
  std::vector<Marker> parts;  ///< two or more of `all` and `any`; `all` has no `all` in it but in parentheses

  /// The marker as it would be written; parentheses around each inner part of more than one comparison.
  std::string to_string() const;
};

/// Reads a marker: `python_version < "3.8" and (os_name == 'nt' or extra == "test")`. Errors: unchecked,
/// subject `<where>:COLUMN`. Untrusted: the text. Limits: 64 KiB, parentheses 100 deep.
Result<Marker> parse_marker(std::string_view text, std::string_view where);

/// The same inside a dependency, up to what cannot go on a marker.
Result<Marker> read_marker(DependencyCursor& cursor);

/// What markers are held against.
struct MarkerEnvironment {
  /// `python_version`, `sys_platform`, … What is not among them is unknown, but that of `python_full_version`
  /// `python_version` says what holds for each patch release.
  std::map<std::string, std::string, std::less<>> values;
  /// The extras that were asked for; a marker holds where it does for one of them, or for none at all where
  /// none was asked for.
  std::vector<std::string> chosen_extras;
  /// `extras` and `dependency_groups` of lock files (PEP 751); a missing one is unknown.
  std::map<std::string, std::set<std::string>, std::less<>> sets;
};

/// `unknown` lies between the two: of `and` the least counts, of `or` the greatest.
enum class Truth { no, unknown, yes };

/// Whether the marker holds. `python_version`, `python_full_version`, `implementation_version` and
/// `platform_release` are compared as versions where the other side makes a version specifier, all else as
/// text, where `<` and `>` never hold. Errors: unchecked, for a comparison that means nothing: `~=` of texts,
/// two texts, a set that is compared.
Result<Truth> evaluate(const Marker& marker, const MarkerEnvironment& environment);

}  // namespace pushgate::python
