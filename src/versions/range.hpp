// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "versions/operator.hpp"

namespace pushgate::versions {

/// Versions of one package: clauses that all have to hold, `>=1.26,<1.26.5`. Operators are `<`, `<=`, `>`,
/// `>=`, `=` (or `==`) and `!=`, by the order of the ecosystem.
class Range {
 public:
  /// `purl_type` says whose order it is. An ecosystem whose order is not known here has `=` and `!=` alone,
  /// which compare the texts. Errors: misuse, without a subject. Untrusted: the text.
  static Result<Range> parse(std::string_view purl_type, std::string_view text);

  /// Nothing where the version is none of its ecosystem, so that nobody can say. Of a Python version the
  /// local part (`+cu121`) does not count where the clause has none, as with pip. Untrusted: the version.
  std::optional<bool> takes(std::string_view version) const;

  const std::string& text() const { return m_text; }  ///< as written
  bool operator==(const Range& other) const { return m_type == other.m_type && m_text == other.m_text; }

 private:
  struct Clause {
    Operator is;
    std::string version;
  };

  std::string m_type;
  std::string m_text;
  std::vector<Clause> m_clauses;
};

}  // namespace pushgate::versions
