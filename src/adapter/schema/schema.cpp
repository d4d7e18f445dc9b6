// SPDX-License-Identifier: Apache-2.0
#include "adapter/schema/schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "adapter/schema/bundle.hpp"
#include "adapter/schema/keywords.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::schema {

namespace {

using nlohmann::json;
using valijson::ValidationResults;
using valijson::adapters::NlohmannJsonAdapter;

constexpr std::size_t k_shown = 20;

struct TooDeep {};

/// A document that valijson, which descends into it by recursion, survives.
Result<json> read(std::string_view document, std::string_view name) {
  if (document.size() > limits::k_json_bytes) {
    return fail(Error::unchecked(std::string(name), fmt::format("is {} bytes long; expected at most {}",
                                                                document.size(), limits::k_json_bytes)));
  }
  try {
    return json::parse(document, [](int depth, json::parse_event_t, json&) {
      if (depth >= static_cast<int>(limits::k_json_depth)) throw TooDeep();
      return true;
    });
  } catch (const TooDeep&) {
    return fail(Error::unchecked(std::string(name),
                                 fmt::format("is nested more than {} deep", limits::k_json_depth)));
  } catch (const json::exception& error) {
    return fail(Error::unchecked(std::string(name), fmt::format("is not JSON: {}", error.what())));
  }
}

/// `<root>`, `[components]`, `[0]`: the way to a value as valijson tells it.
std::string pointer(const std::vector<std::string>& context) {
  std::string out;
  for (std::size_t i = 1; i < context.size(); ++i) {
    out += '/';
    for (const char c : context[i].substr(1, context[i].size() - 2)) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
  }
  return out;
}

/// valijson tells of a violation once more for every value around it. Those are left out where what they
/// follow from is told.
std::vector<Violation> select(const ValidationResults& results) {
  std::vector<Violation> violations;
  for (const auto& error : results) {
    Violation violation{pointer(error.context), error.description};
    if (violation.text.ends_with('.')) violation.text.pop_back();
    const bool follows =
        violation.text.starts_with("Failed to validate") &&
        std::any_of(violations.begin(), violations.end(), [&](const Violation& told) {
          const std::string_view rest =
              std::string_view(told.pointer).substr(std::min(violation.pointer.size(), told.pointer.size()));
          return told.pointer.starts_with(violation.pointer) && (rest.empty() || rest.front() == '/');
        });
    if (follows) continue;
    violations.push_back(std::move(violation));
    if (violations.size() == k_shown) break;
  }
  return violations;
}

}  // namespace

struct Schema::Impl {
  KeywordData keywords;
  valijson::Schema schema;
};

Result<Schema> Schema::compile(std::string_view text,
                               const std::map<std::string, std::string_view>& referenced) {
  TRY_ASSIGN(const json bundled, bundle(text, referenced));
  auto impl = std::make_unique<Impl>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.addConstraintBuilder(k_pattern, new_pattern_builder(impl->keywords));
    parser.addConstraintBuilder(k_format, new_format_builder());
    parser.addConstraintBuilder(k_enum, new_enum_builder(impl->keywords));
    parser.populateSchema(NlohmannJsonAdapter(bundled), impl->schema);
  } catch (const std::exception& error) {
    return fail(Error::bug("JSON Schema", fmt::format("cannot be compiled: {}", error.what())));
  }
  return Schema(std::move(impl));
}

Result<std::vector<Violation>> Schema::validate(std::string_view document, std::string_view name) const {
  TRY_ASSIGN(const json value, read(document, name));
  try {
    const NlohmannJsonAdapter target(value);
    valijson::Validator validator;
    // Collecting what is wrong costs several times as much; most documents are right.
    if (validator.validate(m_impl->schema, target, nullptr)) return std::vector<Violation>();
    ValidationResults results;
    validator.validate(m_impl->schema, target, &results);
    return select(results);
  } catch (const std::exception& error) {
    return fail(Error::unchecked(std::string(name), fmt::format("cannot be validated: {}", error.what())));
  }
}

Schema::Schema(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

}  // namespace pushgate::schema
