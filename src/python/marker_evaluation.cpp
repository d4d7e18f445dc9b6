// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "python/marker.hpp"
#include "python/package_name.hpp"
#include "python/specifier.hpp"
#include "python/version.hpp"

// PEP 508, "Environment markers", as amended: which variables are versions is fixed, whatever the values look
// like; comparisons of others with < and > are false, with <= and >= they are those with ==.

namespace pushgate::python {

namespace {

constexpr std::array<std::string_view, 4> k_versions = {"implementation_version", "platform_release",
                                                        "python_full_version", "python_version"};

Truth truth(bool holds) {
  return holds ? Truth::yes : Truth::no;
}

Error undefined(const Marker& marker) {
  return Error::unchecked(marker.to_string(),
                          "compares what cannot be compared; expected == or != of texts, "
                          "or a version against one of PEP 440");
}

Result<Truth> compare_texts(const Marker& marker, std::string_view left, std::string_view right) {
  const std::string_view symbol = marker.symbol;
  if (symbol == "in") return truth(right.find(left) != std::string_view::npos);
  if (symbol == "not in") return truth(right.find(left) == std::string_view::npos);
  if (symbol == "<" || symbol == ">") return Truth::no;
  if (symbol == "==" || symbol == "<=" || symbol == ">=") return truth(left == right);
  if (symbol == "!=") return truth(left != right);
  return fail(undefined(marker));
}

Result<Truth> compare_values(const Marker& marker, std::string_view variable, std::string_view left,
                             std::string_view right) {
  if (std::ranges::find(k_versions, variable) != k_versions.end()) {
    if (const auto clause = Specifier::parse(marker.symbol + std::string(right)))
      return truth(clause->takes(left));
  }
  return compare_texts(marker, left, right);
}

// A set stands on the right side and has an element or has not; equal to a text it never is.
Result<Truth> compare_set(const Marker& marker, const std::set<std::string>& set) {
  const auto has = [&] {
    return std::ranges::any_of(set, [&](const std::string& name) {
      return normalize_name(name) == normalize_name(marker.left.text);
    });
  };
  if (marker.symbol == "in") return truth(has());
  if (marker.symbol == "not in") return truth(!has());
  if (marker.symbol == "!=") return Truth::yes;
  if (marker.symbol == "~=" || marker.symbol == "===") return fail(undefined(marker));
  return Truth::no;
}

class Evaluation {
 public:
  Evaluation(const MarkerEnvironment& environment, std::string extra)
      : m_environment(environment), m_extra(std::move(extra)) {}

  Result<Truth> of(const Marker& marker) const {
    if (marker.kind == Marker::Kind::comparison) return of_comparison(marker);
    const bool all = marker.kind == Marker::Kind::all;
    Truth result = all ? Truth::yes : Truth::no;
    for (const auto& part : marker.parts) {
      TRY_ASSIGN(const Truth one, of(part));
      result = all ? std::min(result, one) : std::max(result, one);
    }
    return result;
  }

 private:
  /// Where both sides are variables, the right one stands for its name, as installers have it.
  Result<Truth> of_comparison(const Marker& marker) const {
    if (!marker.left.is_variable && !marker.right.is_variable) return fail(undefined(marker));
    const auto& variable = marker.left.is_variable ? marker.left.text : marker.right.text;
    if (variable == "extras" || variable == "dependency_groups") {
      const auto set = m_environment.sets.find(variable);
      if (set == m_environment.sets.end()) return Truth::unknown;
      if (marker.left.is_variable) return fail(undefined(marker));
      return compare_set(marker, set->second);
    }
    const auto value = value_of(variable);
    if (!value && variable == "python_full_version" && marker.left.is_variable) return of_any_patch(marker);
    if (!value) return Truth::unknown;
    return marker.left.is_variable ? compare_values(marker, variable, *value, marker.right.text)
                                   : compare_values(marker, variable, marker.left.text, *value);
  }

  /// Of `3.11.?`: what holds for its first and its last patch release holds for those between, unless the
  /// comparison is with one of them.
  Truth of_any_patch(const Marker& marker) const {
    const auto minor = m_environment.values.find("python_version");
    const auto clause = Specifier::parse(marker.symbol + marker.right.text);
    if (minor == m_environment.values.end() || !clause) return Truth::unknown;
    const bool is_exact = marker.symbol == "==" || marker.symbol == "!=" || marker.symbol == "===";
    const auto version = Version::parse(marker.right.text);  // none of `3.11.*`
    if (is_exact && version && version->to_string().starts_with(minor->second)) return Truth::unknown;
    const bool first = clause->takes(minor->second + ".0");
    return first == clause->takes(minor->second + ".999") ? truth(first) : Truth::unknown;
  }

  std::optional<std::string> value_of(const std::string& variable) const {
    if (variable == "extra") return m_extra;
    const auto found = m_environment.values.find(variable);
    if (found == m_environment.values.end()) return std::nullopt;
    // Interpreters that were built between two releases call themselves `3.12.0+`.
    if (variable == "python_full_version" && found->second.ends_with('+')) return found->second + "local";
    return found->second;
  }

  const MarkerEnvironment& m_environment;
  std::string m_extra;
};

}  // namespace

Result<Truth> evaluate(const Marker& marker, const MarkerEnvironment& environment) {
  if (environment.chosen_extras.empty()) return Evaluation(environment, "").of(marker);
  Truth result = Truth::no;
  for (const auto& extra : environment.chosen_extras) {
    TRY_ASSIGN(const Truth one, Evaluation(environment, normalize_name(extra)).of(marker));
    result = std::max(result, one);
  }
  return result;
}

}  // namespace pushgate::python
