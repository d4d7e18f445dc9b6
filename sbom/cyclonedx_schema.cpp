// SPDX-License-Identifier: Apache-2.0
#include "sbom/cyclonedx.hpp"

// The official JSON schemas of CycloneDX 1.2 to 1.7, kept in sbom/schema. What they say of `uniqueItems` is
// checked here, since a general check compares every pair of components; and one thing that they cannot say,
// that a bom-ref stands for one part of the document.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "adapter/json/json.hpp"
#include "adapter/schema/schema.hpp"
#include "base/format.hpp"
#include "embedded/cyclonedx_bom_1_2.hpp"
#include "embedded/cyclonedx_bom_1_3.hpp"
#include "embedded/cyclonedx_bom_1_4.hpp"
#include "embedded/cyclonedx_bom_1_5.hpp"
#include "embedded/cyclonedx_bom_1_6.hpp"
#include "embedded/cyclonedx_bom_1_7.hpp"
#include "embedded/cyclonedx_cryptography.hpp"
#include "embedded/cyclonedx_jsf.hpp"
#include "embedded/cyclonedx_spdx.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_violations = 20;

std::string_view schema_of(std::string_view version) {
  if (version == "1.2") return embedded::cyclonedx_bom_1_2();
  if (version == "1.3") return embedded::cyclonedx_bom_1_3();
  if (version == "1.4") return embedded::cyclonedx_bom_1_4();
  if (version == "1.5") return embedded::cyclonedx_bom_1_5();
  if (version == "1.6") return embedded::cyclonedx_bom_1_6();
  if (version == "1.7") return embedded::cyclonedx_bom_1_7();
  return {};
}

// Members whose arrays are sets wherever a schema has them; `components` and `services` are under
// declarations/targets only lists of references.
constexpr std::array k_sets = {
    "affects",    "annotations",  "assemblies",         "components",      "compositions",
    "conditions", "dependencies", "dependsOn",          "environmentVars", "formulation",
    "provides",   "services",     "resourceReferences", "runtimeTopology", "steps",
    "subjects",   "tasks",        "taskDependencies",   "vulnerabilities", "workflows",
    "workspaces",
};

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

/// Collects repeated bom-refs, dependency refs and set members; depth is bounded by the JSON reader.
class UniquenessCheck {
 public:
  void walk(const json::Value& value, const std::string& pointer) {
    if (const auto* object = value.as_object()) {
      for (const auto& [name, member] : object->members()) {
        const std::string here = pointer + "/" + escaped(name);
        if (name == "bom-ref" && member.as_string() != nullptr) {
          check(m_refs, *member.as_string(), here, "bom-ref");
        } else if (name == "dependencies" && pointer.empty()) {
          walk_dependencies(member, here);
        } else if (member.as_array() != nullptr && is_set(name, pointer)) {
          walk_set(*member.as_array(), here);
        }
        walk(member, here);
      }
    } else if (const auto* array = value.as_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) walk((*array)[i], fmt::format("{}/{}", pointer, i));
    }
  }

  std::vector<schema::Violation> take() && { return std::move(m_violations); }

 private:
  static bool is_set(std::string_view name, std::string_view pointer) {
    return std::ranges::find(k_sets, name) != k_sets.end() && pointer != "/declarations/targets";
  }

  void check(std::map<std::string, std::string>& seen, const std::string& text, const std::string& pointer,
             std::string_view what) {
    const auto [first, inserted] = seen.emplace(text, pointer);
    if (inserted || m_violations.size() == k_violations) return;
    m_violations.push_back({pointer, fmt::format("the {} '{}' is that of {}, too", what,
                                                 std::string_view(text).substr(0, 200), first->second)});
  }

  void walk_set(const json::Array& array, const std::string& pointer) {
    std::map<std::string, std::string> seen;
    for (std::size_t i = 0; i < array.size(); ++i) {
      const std::string here = fmt::format("{}/{}", pointer, i);
      check(seen, json::write(array[i]), here, "value");
    }
  }

  void walk_dependencies(const json::Value& value, const std::string& pointer) {
    const auto* array = value.as_array();
    if (array == nullptr) return;
    std::map<std::string, std::string> seen;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string ref((*array)[i].string_at("ref"));
      if (!ref.empty()) check(seen, ref, fmt::format("{}/{}/ref", pointer, i), "dependency");
    }
  }

  std::map<std::string, std::string> m_refs;
  std::vector<schema::Violation> m_violations;
};

Error refusal(std::string_view file_name, const schema::Violation& violation) {
  const std::string subject = violation.pointer.empty() ? std::string(file_name)
                                                        : fmt::format("{}: {}", file_name, violation.pointer);
  return Error::refused(subject, violation.text);
}

}  // namespace

Result<void> validate_cyclonedx(std::string_view bytes, std::string_view file_name) {
  TRY_ASSIGN(const auto document, json::parse(bytes, file_name));
  const std::string file(file_name);
  if (document.string_at("bomFormat") != "CycloneDX") {
    return fail(Error::unchecked(file, "is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\""));
  }
  const auto version = document.string_at("specVersion");
  const auto text = schema_of(version);
  if (text.empty()) {
    return fail(Error::unchecked(
        file, fmt::format("has specVersion '{}'; expected one of 1.2 to 1.7", version.substr(0, 40))));
  }
  TRY_ASSIGN(const auto schema,
             schema::Schema::compile(
                 text, {{"spdx.SNAPSHOT.schema.json", embedded::cyclonedx_spdx()},
                        {"jsf-0.82.SNAPSHOT.schema.json", embedded::cyclonedx_jsf()},
                        {"cryptography-defs.SNAPSHOT.schema.json", embedded::cyclonedx_cryptography()}}));
  TRY_ASSIGN(auto violations, schema.validate(bytes, file_name));
  UniquenessCheck uniqueness;
  uniqueness.walk(document, "");
  for (auto& violation : std::move(uniqueness).take()) {
    if (violations.size() < k_violations) violations.push_back(std::move(violation));
  }
  if (violations.empty()) return {};
  Error error = refusal(file_name, violations.front());
  for (std::size_t i = 1; i < violations.size(); ++i) error.also.push_back(refusal(file_name, violations[i]));
  return fail(std::move(error));
}

}  // namespace pushgate::sbom
