// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "python/version.hpp"

namespace pushgate::python {

/// One clause of a version specifier (PEP 440): `>=1.0`, `==1.2.*`, `~=2.2`, `===as written`.
class Specifier {
 public:
  /// None for a text that is no clause: a wildcard or a local part (`+x`) where the operator takes none, `~=`
  /// with one number only, no version. Untrusted: the text.
  static std::optional<Specifier> parse(std::string_view text);

  const std::string& symbol() const { return m_operator; }  ///< `==`
  const std::string& operand() const { return m_operand; }  ///< as written: `v1.0`, `1.2.*`

  /// Whether the clause takes a version; one that is no PEP 440 version is taken by `===` alone, which
  /// compares the texts but for the case of ASCII letters.
  bool takes(std::string_view version) const;

  /// Whether the clause itself names a pre-release: `>=2.0a1`. `!=2.0a1` does not.
  bool names_prerelease() const;

  std::string to_string() const { return m_operator + m_operand; }

 private:
  bool takes(const Version& version) const;

  std::string m_operator;
  std::string m_operand;
  std::optional<Version> m_version;  ///< of `===` only where it is one
  bool m_wildcard = false;
};

/// Clauses that all have to hold: `>=2,<3`. Without any, every version does.
class SpecifierSet {
 public:
  /// What of pre-releases and development releases.
  enum class PreReleases { allowed, refused };

  /// None where one of the clauses is none; empty ones (`>=1,`) are read over. Untrusted: the text.
  static std::optional<SpecifierSet> parse(std::string_view text);

  const std::vector<Specifier>& clauses() const { return m_clauses; }

  bool takes(std::string_view version, PreReleases prereleases = PreReleases::allowed) const;

  /// Those of the versions that PEP 440 lets an installer choose from ("Handling of pre-releases"), in their
  /// order: all that the clauses take, but pre-releases only where a clause names one or no final release is
  /// taken.
  std::vector<std::string> choice(std::span<const std::string> versions) const;

  std::string to_string() const;  ///< in the order as written

 private:
  std::vector<Specifier> m_clauses;
};

}  // namespace pushgate::python
