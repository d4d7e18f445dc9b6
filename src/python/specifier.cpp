// SPDX-License-Identifier: Apache-2.0
#include "python/specifier.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "python/white_space.hpp"

// PEP 440, "Version specifiers":
//
//   ~=2.2     2.2 or later, and 2.*               no local part; two numbers at least
//   ==1.1     1.1, and 1.1+anything               ==1.1+x takes 1.1+x alone
//   ==1.1.*   every version of 1.1, pre-releases and post-releases included
//   <=1.1     1.1+x is 1.1 here                   no local part, as for >= < >
//   <1.1      not the pre-releases of 1.1, unless the clause names one
//   >1.1      not the post-releases of 1.1, unless the clause names one, and not 1.1+x
//   ===x      the text

namespace pushgate::python {

namespace {

// Longer ones first.
constexpr std::array<std::string_view, 8> k_operators = {"===", "==", "~=", "!=", "<=", ">=", "<", ">"};

// `===` takes any text, but one in which a requirement could not go on.
bool is_arbitrary(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ';' || text[at] == ')' || space_length(text.substr(at)) != 0) return false;
  }
  return true;
}

// Whether the release of a version begins with those numbers; missing ones are zeros.
bool has_prefix(const Version& version, const Version& of, std::size_t count) {
  if (version.epoch != of.epoch) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if ((i < version.release.size() ? version.release[i] : "0") != of.release[i]) return false;
  }
  return true;
}

bool same_release(const Version& a, const Version& b) {
  return has_prefix(a, b, b.release.size()) && has_prefix(b, a, a.release.size());
}

bool is_before(const Version& version, const Version& bound) {
  if (compare(version, bound) >= 0) return false;
  if (bound.is_prerelease()) return true;
  Version first = bound;  // what comes before the bound and not before this is a pre-release of the bound
  first.dev = "0";
  return compare(version, first) < 0;
}

bool is_after(const Version& version, const Version& bound) {
  if (compare(public_version(version), bound) <= 0) return false;
  if (bound.post || bound.dev) return true;
  return !same_release(version, bound) || version.pre != bound.pre;
}

}  // namespace

std::optional<Specifier> Specifier::parse(std::string_view text) {
  text = strip(text);
  const auto* const symbol =
      std::ranges::find_if(k_operators, [&](std::string_view word) { return text.starts_with(word); });
  if (symbol == k_operators.end()) return std::nullopt;
  const std::string_view operand = strip(text.substr(symbol->size()));

  Specifier clause;
  clause.m_operator = *symbol;
  clause.m_operand = operand;
  if (*symbol == "===") {
    if (!is_arbitrary(operand)) return std::nullopt;
    clause.m_version = Version::parse(operand);
    return clause;
  }
  const bool equality = *symbol == "==" || *symbol == "!=";
  clause.m_wildcard = equality && operand.ends_with(".*");
  clause.m_version = Version::parse(operand.substr(0, operand.size() - (clause.m_wildcard ? 2 : 0)));
  if (!clause.m_version) return std::nullopt;
  const Version& version = *clause.m_version;
  if (clause.m_wildcard && (version.is_prerelease() || version.post || !version.local.empty() ||
                            operand.find_first_not_of("0123456789.!vV*") != std::string_view::npos)) {
    return std::nullopt;
  }
  if (!equality && !version.local.empty()) return std::nullopt;
  if (*symbol == "~=" && version.release.size() < 2) return std::nullopt;
  return clause;
}

bool Specifier::takes(std::string_view text) const {
  if (m_operator == "===") return same_letters(text, m_operand);
  const auto version = Version::parse(text);
  return version && takes(*version);
}

bool Specifier::takes(const Version& version) const {
  const Version& operand = *m_version;
  if (m_operator == "==" || m_operator == "!=") {
    const bool equal = m_wildcard              ? has_prefix(version, operand, operand.release.size())
                       : operand.local.empty() ? compare(public_version(version), operand) == 0
                                               : compare(version, operand) == 0;
    return equal == (m_operator == "==");
  }
  if (m_operator == "~=") {
    return compare(version, operand) >= 0 && has_prefix(version, operand, operand.release.size() - 1);
  }
  if (m_operator == "<=") return compare(public_version(version), operand) <= 0;
  if (m_operator == ">=") return compare(version, operand) >= 0;
  return m_operator == "<" ? is_before(version, operand) : is_after(version, operand);
}

bool Specifier::names_prerelease() const {
  return m_operator != "!=" && m_version && m_version->is_prerelease();
}

std::optional<SpecifierSet> SpecifierSet::parse(std::string_view text) {
  SpecifierSet set;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = strip(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (part.empty()) continue;
    auto clause = Specifier::parse(part);
    if (!clause) return std::nullopt;
    set.m_clauses.push_back(std::move(*clause));
  }
  return set;
}

bool SpecifierSet::takes(std::string_view text, PreReleases prereleases) const {
  if (prereleases == PreReleases::refused) {
    const auto version = Version::parse(text);
    if (version && version->is_prerelease()) return false;
  }
  return std::ranges::all_of(m_clauses, [&](const Specifier& clause) { return clause.takes(text); });
}

std::vector<std::string> SpecifierSet::choice(std::span<const std::string> versions) const {
  const bool named = std::ranges::any_of(m_clauses, &Specifier::names_prerelease);
  std::vector<std::string> all;
  std::vector<std::string> without;
  bool has_final = false;
  for (const auto& text : versions) {
    if (!takes(text)) continue;
    all.push_back(text);
    const auto version = Version::parse(text);
    if (version && version->is_prerelease()) continue;
    has_final = has_final || version.has_value();
    without.push_back(text);
  }
  return named || !has_final ? all : without;
}

std::string SpecifierSet::to_string() const {
  std::string out;
  for (const auto& clause : m_clauses) {
    if (!out.empty()) out += ',';
    out += clause.to_string();
  }
  return out;
}

}  // namespace pushgate::python
