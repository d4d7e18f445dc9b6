// SPDX-License-Identifier: Apache-2.0
#include "adapter/schema/bundle.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/format.hpp"

namespace pushgate::schema {

namespace {

using nlohmann::json;

class Bundler {
 public:
  explicit Bundler(const std::map<std::string, std::string_view>& referenced) : m_referenced(referenced) {}

  Result<json> run(std::string_view text) {
    TRY_ASSIGN(json root, read(text, "the schema"));
    TRY(rewrite(root, "#"));
    // What a referenced schema refers to is found while it is rewritten.
    while (!m_wanted.empty()) {
      const std::string name = m_wanted.back();
      m_wanted.pop_back();
      TRY_ASSIGN(json other, read(m_referenced.at(name), name));
      TRY(rewrite(other, "#/definitions/" + name));
      root["definitions"][name] = std::move(other);
    }
    return root;
  }

 private:
  static Result<json> read(std::string_view text, const std::string& name) {
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded() || !value.is_object()) {
      return fail(Error::bug(name, "is not a JSON object; expected a JSON Schema"));
    }
    return value;
  }

  /// A schema whose own document stands at `home` in the bundle.
  Result<void> rewrite(json& schema, const std::string& home) {
    if (!schema.is_object()) return {};  // true and false are schemas, too
    schema.erase("uniqueItems");
    schema.erase("$id");  // would make valijson resolve references against a web address
    if (schema.contains("patternProperties")) {
      return fail(Error::bug(home, "uses patternProperties, which is not supported"));
    }
    const auto is_text = [](const json& value) { return value.is_string(); };
    const auto is_texts = [&](const json& value) {
      return value.is_array() && std::all_of(value.begin(), value.end(), is_text);
    };
    rename(schema, "pattern", k_pattern, is_text);
    rename(schema, "format", k_format, is_text);
    rename(schema, "enum", k_enum, is_texts);
    if (const auto reference = schema.find("$ref"); reference != schema.end() && reference->is_string()) {
      TRY_ASSIGN(*reference, resolve(reference->get<std::string>(), home));
    }
    for (auto& [keyword, value] : schema.items()) {
      if (keyword == k_enum || keyword == "enum" || keyword == "const" || keyword == "examples" ||
          keyword == "default")
        continue;
      const bool names_schemas =
          keyword == "properties" || keyword == "definitions" || keyword == "dependencies";
      if (value.is_array() || (names_schemas && value.is_object())) {
        for (json& inner : value) TRY(rewrite(inner, home));
      } else {
        TRY(rewrite(value, home));
      }
    }
    return {};
  }

  template <typename Predicate>
  static void rename(json& schema, const char* from, const char* to, Predicate is_ours) {
    const auto keyword = schema.find(from);
    if (keyword == schema.end() || !is_ours(*keyword)) return;
    json value = std::move(*keyword);
    schema.erase(keyword);
    schema[to] = std::move(value);
  }

  /// `spdx.schema.json` and `http://x/jsf.schema.json#/definitions/a` become places in the bundle.
  Result<json> resolve(const std::string& reference, const std::string& home) {
    const std::size_t hash = std::min(reference.find('#'), reference.size());
    const std::string pointer = hash < reference.size() ? reference.substr(hash + 1) : "";
    if (hash == 0) return json(home + pointer);
    const std::string document = reference.substr(0, hash);
    const std::string name = document.substr(document.rfind('/') + 1);
    if (!m_referenced.contains(name)) {
      return fail(Error::bug(reference, "is referred to by a schema and is not given"));
    }
    if (m_known.insert(name).second) m_wanted.push_back(name);
    return json("#/definitions/" + name + pointer);
  }

  const std::map<std::string, std::string_view>& m_referenced;
  std::set<std::string> m_known;
  std::vector<std::string> m_wanted;
};

}  // namespace

Result<json> bundle(std::string_view text, const std::map<std::string, std::string_view>& referenced) {
  return Bundler(referenced).run(text);
}

}  // namespace pushgate::schema
