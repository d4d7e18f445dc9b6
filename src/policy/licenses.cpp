// SPDX-License-Identifier: Apache-2.0
#include "policy/licenses.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"

namespace pushgate::policy {

namespace {

constexpr std::size_t k_nesting = 64;

LicenseJudgement heavier(LicenseJudgement a, LicenseJudgement b) {
  return b.permission > a.permission ? std::move(b) : std::move(a);
}

LicenseJudgement lighter(LicenseJudgement a, LicenseJudgement b) {
  return b.permission < a.permission ? std::move(b) : std::move(a);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) return words;
    const bool is_bracket = text.front() == '(' || text.front() == ')';
    const std::size_t length = is_bracket ? 1 : std::min(text.find_first_of(" \t\r\n()"), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

/// Which of the lists has one of the names, in this order; the first that either has decides.
Permission permission_of(const std::vector<std::string>& names, const LicenseRules& rules) {
  for (const std::string& name : names) {
    if (rules.deny.contains(name)) return Permission::denied;
    if (rules.allow.contains(name)) return Permission::allowed;
  }
  return rules.allow.empty() ? Permission::allowed : Permission::not_listed;
}

/// An expression (SPDX 2.3, annex D): OR binds least, then AND, then WITH.
class Expression {
 public:
  Expression(std::string_view text, const LicenseRules& rules) : m_words(words_of(text)), m_rules(rules) {}

  /// Nothing where it is none.
  std::optional<LicenseJudgement> judge() {
    auto judged = either();
    return m_at == m_words.size() ? std::move(judged) : std::nullopt;
  }

 private:
  bool take(std::string_view word) {
    if (m_at == m_words.size() || !same_letters(m_words[m_at], word)) return false;
    ++m_at;
    return true;
  }

  std::optional<LicenseJudgement> either() {
    auto left = both();
    while (left && take("OR")) {
      auto right = both();
      if (!right) return std::nullopt;
      left = lighter(std::move(*left), std::move(*right));
    }
    return left;
  }

  std::optional<LicenseJudgement> both() {
    auto left = one();
    while (left && take("AND")) {
      auto right = one();
      if (!right) return std::nullopt;
      left = heavier(std::move(*left), std::move(*right));
    }
    return left;
  }

  std::optional<LicenseJudgement> one() {
    if (take("(")) {
      if (++m_depth > k_nesting) return std::nullopt;
      auto inner = either();
      --m_depth;
      return take(")") ? std::move(inner) : std::nullopt;
    }
    const auto license = word();
    if (!license) return std::nullopt;
    std::vector<std::string> names = names_of(*license);
    if (!take("WITH")) return LicenseJudgement{permission_of(names, m_rules), std::string(*license)};
    const auto exception = word();
    if (!exception) return std::nullopt;
    std::vector<std::string> with;
    for (const std::string& name : names) with.push_back(name + " with " + lower_case(*exception));
    with.insert(with.end(), names.begin(), names.end());
    return LicenseJudgement{permission_of(with, m_rules),
                            std::string(*license) + " WITH " + std::string(*exception)};
  }

  /// `X+` as such, then as X, which it lets one choose.
  static std::vector<std::string> names_of(std::string_view license) {
    std::vector<std::string> names = {canonical_license(license)};
    if (names.front().ends_with('+')) names.push_back(names.front().substr(0, names.front().size() - 1));
    return names;
  }

  std::optional<std::string_view> word() {
    static constexpr std::array<std::string_view, 5> k_signs = {"(", ")", "AND", "OR", "WITH"};
    if (m_at == m_words.size()) return std::nullopt;
    const auto is_it = [&](std::string_view sign) { return same_letters(m_words[m_at], sign); };
    if (std::ranges::any_of(k_signs, is_it)) return std::nullopt;
    return m_words[m_at++];
  }

  std::vector<std::string_view> m_words;
  const LicenseRules& m_rules;
  std::size_t m_at = 0;
  std::size_t m_depth = 0;
};

LicenseJudgement judge_license(const model::License& license, const LicenseRules& rules) {
  if (license.kind != model::License::Kind::name) {
    if (auto judged = Expression(license.text, rules).judge()) return std::move(*judged);
  }
  return {Permission::unrecognised, license.text};
}

}  // namespace

std::string canonical_license(std::string_view id) {
  std::string name = lower_case(id);
  static constexpr std::array<std::string_view, 4> k_gnu = {"gpl-", "lgpl-", "agpl-", "gfdl-"};
  const bool is_gnu =
      std::ranges::any_of(k_gnu, [&](std::string_view start) { return name.starts_with(start); });
  if (!is_gnu || name.ends_with("-only") || name.ends_with("-or-later") ||
      name.find("-with-") != std::string::npos)
    return name;
  if (!name.ends_with('+')) return name + "-only";
  name.pop_back();
  return name + "-or-later";
}

LicenseJudgement judge_licenses(const std::vector<model::License>& licenses, const LicenseRules& rules) {
  LicenseJudgement judged;
  for (const model::License& license : licenses)
    judged = heavier(std::move(judged), judge_license(license, rules));
  return judged;
}

}  // namespace pushgate::policy
