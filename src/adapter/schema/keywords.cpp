// SPDX-License-Identifier: Apache-2.0
//
// Keywords of JSON Schema (draft-handrews-json-schema-validation-01, sections 6.1.2, 6.3.3 and 7) that we
// check ourselves. For pattern and format valijson takes std::regex: a frame of stack for each byte of the
// document's text, and for date-time a newly compiled expression each time. For enum it compares with one
// value after the other, and the list of SPDX has 700.
#include "adapter/schema/keywords.hpp"

#include <algorithm>
#include <new>
#include <string_view>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/internal/adapter.hpp>
#include <valijson/validation_results.hpp>

#include "base/clock.hpp"
#include "base/format.hpp"

namespace pushgate::schema {

namespace {

using valijson::ValidationResults;
using valijson::adapters::Adapter;
using valijson::constraints::Constraint;

constexpr std::size_t k_longest_match = 1024;

/// `'text'`, or what can be said of a long one.
std::string quoted(const std::string& text) {
  return text.size() <= 100 ? fmt::format("'{}'", text) : fmt::format("a text of {} bytes", text.size());
}

/// A constraint on a text. Derived has k_no_text, what it says about another kind of value (empty: nothing),
/// and holds nothing that must be destroyed.
template <typename Derived>
class TextConstraint : public valijson::constraints::PolyConstraint {
 public:
  bool validate(const Adapter& target, const std::vector<std::string>& context,
                ValidationResults* results) const override {
    const std::string wrong = target.isString() ? static_cast<const Derived&>(*this).check(target.asString())
                                                : std::string(Derived::k_no_text);
    if (!wrong.empty() && results != nullptr) results->pushError(context, wrong);
    return wrong.empty();
  }

 private:
  Constraint* cloneInto(void* memory) const override {
    return new (memory) Derived(static_cast<const Derived&>(*this));
  }
  std::size_t sizeOf() const override { return sizeof(Derived); }
};

class PatternConstraint final : public TextConstraint<PatternConstraint> {
 public:
  static constexpr std::string_view k_no_text = {};

  explicit PatternConstraint(const std::regex& pattern) : m_pattern(&pattern) {}

  std::string check(const std::string& text) const {
    if (text.size() > k_longest_match) return quoted(text) + " is longer than a pattern is checked on";
    return std::regex_search(text, *m_pattern) ? "" : quoted(text) + " does not match its pattern";
  }

 private:
  const std::regex* m_pattern;
};

bool is_date_time(std::string_view text) {
  return parse_rfc3339(text).has_value();
}

/// RFC 3987 section 2.2, as far as characters go: what no reference may hold, and whole percent escapes.
bool is_iri_reference(std::string_view text) {
  const auto is_hex = [](char c) {
    return std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte <= 0x20 || byte == 0x7f ||
        std::string_view("<>\"{}|\\^`").find(text[i]) != std::string_view::npos) {
      return false;
    }
    if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
      return false;
  }
  return true;
}

/// RFC 3986: the same, in ASCII.
bool is_uri_reference(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return is_iri_reference(text) && std::all_of(text.begin(), text.end(), is_ascii);
}

bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         text.substr(0, colon).find_first_of("/?#") == std::string_view::npos;
}

struct Format {
  std::string_view name;
  bool (*allows)(std::string_view);
};

constexpr Format k_formats[] = {
    {"date-time", is_date_time},
    {"uri", [](std::string_view text) { return has_scheme(text) && is_uri_reference(text); }},
    {"uri-reference", is_uri_reference},
    {"iri", [](std::string_view text) { return has_scheme(text) && is_iri_reference(text); }},
    {"iri-reference", is_iri_reference},
};

constexpr Format k_any = {"any", [](std::string_view) { return true; }};

class FormatConstraint final : public TextConstraint<FormatConstraint> {
 public:
  static constexpr std::string_view k_no_text = {};

  explicit FormatConstraint(const Format& format) : m_format(&format) {}

  std::string check(const std::string& text) const {
    return m_format->allows(text) ? "" : fmt::format("{} is not of format {}", quoted(text), m_format->name);
  }

 private:
  const Format* m_format;
};

class EnumConstraint final : public TextConstraint<EnumConstraint> {
 public:
  static constexpr std::string_view k_no_text = "Not a text; expected one of a list";

  explicit EnumConstraint(const std::set<std::string>& choices) : m_choices(&choices) {}

  std::string check(const std::string& text) const {
    if (m_choices->contains(text)) return "";
    if (m_choices->size() > 20)
      return fmt::format("{} is not one of the {} choices", quoted(text), m_choices->size());
    return fmt::format("{} is not one of {}", quoted(text), fmt::join(*m_choices, ", "));
  }

 private:
  const std::set<std::string>* m_choices;
};

class PatternBuilder final : public valijson::ConstraintBuilder {
 public:
  explicit PatternBuilder(KeywordData& data) : m_patterns(data.patterns) {}
  Constraint* make(const Adapter& value) const override {
    m_patterns.emplace_back(value.asString(), std::regex::ECMAScript | std::regex::optimize);
    return new PatternConstraint(m_patterns.back());
  }

 private:
  std::deque<std::regex>& m_patterns;
};

class FormatBuilder final : public valijson::ConstraintBuilder {
 public:
  Constraint* make(const Adapter& value) const override {
    const std::string name = value.asString();
    for (const Format& format : k_formats) {
      if (format.name == name) return new FormatConstraint(format);
    }
    return new FormatConstraint(k_any);
  }
};

class EnumBuilder final : public valijson::ConstraintBuilder {
 public:
  explicit EnumBuilder(KeywordData& data) : m_choices(data.choices) {}
  Constraint* make(const Adapter& value) const override {
    std::set<std::string>& choices = m_choices.emplace_back();
    value.applyToArray([&](const Adapter& choice) { return choices.insert(choice.asString()), true; });
    return new EnumConstraint(choices);
  }

 private:
  std::deque<std::set<std::string>>& m_choices;
};

}  // namespace

const valijson::ConstraintBuilder* new_pattern_builder(KeywordData& data) {
  return new PatternBuilder(data);
}

const valijson::ConstraintBuilder* new_enum_builder(KeywordData& data) {
  return new EnumBuilder(data);
}

const valijson::ConstraintBuilder* new_format_builder() {
  return new FormatBuilder();
}

}  // namespace pushgate::schema
