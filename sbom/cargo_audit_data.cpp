// SPDX-License-Identifier: Apache-2.0
#include "sbom/cargo_audit_data.hpp"

// cargo-auditable puts a section .dep-v0 into a program (formats.md 8.6): JSON, packed by zlib.
//
//   {"packages": [{"name": "a", "version": "1.0.0", "source": "crates.io", "kind": "build",
//                  "dependencies": [1], "root": true}]}
//
// dependencies are places in the list. A kind that is missing is `runtime`: the crate is in the program.
// rust-audit 0.1, which came before, has the same under other names of the section.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "adapter/compress/zlib_stream.hpp"
#include "base/format.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_packed_bytes = 8u << 20;
constexpr std::size_t k_unpacked_bytes = 8u << 20;  // a program of 1000 crates has 100 KB
constexpr std::size_t k_json_depth = 16;            // it has 4
constexpr std::size_t k_crates = 100'000;
constexpr std::size_t k_dependencies = 1'000'000;
constexpr std::string_view k_where = "its list of crates";

tl::unexpected<Error> bad(std::string what) {
  return fail(Error::unchecked("", std::string(k_where) + " " + std::move(what)));
}

/// The error of what is inside, as one of the program.
Error inner(Error error, std::string_view subject) {
  return Error::unchecked(
      "", subject.empty() ? std::move(error.what) : fmt::format("{}: {}", subject, error.what));
}

Result<CargoCrate> crate_of(const json::Value& value, std::size_t count, std::size_t& dependencies) {
  CargoCrate crate;
  TRY_ASSIGN(crate.name, json::require_string(value, "name", k_where));
  TRY_ASSIGN(crate.version, json::require_string(value, "version", k_where));
  crate.source = value.string_at("source");
  const json::Value* const kind = value.find("kind");
  if (kind != nullptr &&
      (kind->as_string() == nullptr || (*kind->as_string() != "runtime" && *kind->as_string() != "build")))
    return bad(fmt::format("has crate '{}' of an unknown kind; expected runtime or build", crate.name));
  crate.is_built = kind == nullptr || *kind->as_string() == "runtime";
  const json::Value* const root = value.find("root");
  crate.is_root = root != nullptr && root->as_bool() != nullptr && *root->as_bool();
  if (value.find("dependencies") == nullptr) return crate;
  TRY_ASSIGN(const json::Array* list, json::require_array(value, "dependencies", k_where));
  dependencies += list->size();
  if (dependencies > k_dependencies) return bad(fmt::format("has more than {} dependencies", k_dependencies));
  for (const auto& entry : *list) {
    const auto index = entry.as_unsigned();
    if (!index || *index >= count)
      return bad(fmt::format("has crate '{}' depend on what is none of its {} crates", crate.name, count));
    crate.needs.push_back(static_cast<std::size_t>(*index));
  }
  return crate;
}

}  // namespace

Result<std::vector<CargoCrate>> parse_cargo_audit_data(const json::Value& document) {
  const auto packages = json::require_array(document, "packages", k_where);
  if (!packages) return fail(inner(packages.error(), packages.error().subject));
  const json::Array& list = **packages;
  if (list.size() > k_crates)
    return bad(fmt::format("has {} crates; expected at most {}", list.size(), k_crates));
  std::vector<CargoCrate> crates;
  crates.reserve(list.size());
  std::size_t dependencies = 0;
  for (const auto& value : list) {
    auto crate = crate_of(value, list.size(), dependencies);
    if (!crate) return fail(inner(crate.error(), crate.error().subject));
    crates.push_back(std::move(*crate));
  }
  return crates;
}

json::Value write_cargo_audit_data(const std::vector<CargoCrate>& crates) {
  json::Array packages;
  packages.reserve(crates.size());
  for (const auto& crate : crates) {
    json::Object out{{"name", crate.name}, {"version", crate.version}};
    if (!crate.source.empty()) out.set("source", crate.source);
    if (!crate.is_built) out.set("kind", "build");
    json::Array needs;
    for (const std::size_t index : crate.needs) needs.emplace_back(std::uint64_t{index});
    if (!needs.empty()) out.set("dependencies", std::move(needs));
    if (crate.is_root) out.set("root", true);
    packages.emplace_back(std::move(out));
  }
  return json::Object{{"packages", std::move(packages)}};
}

Result<std::optional<std::vector<CargoCrate>>> find_cargo_audit_data(const ExecutableFile& file) {
  static constexpr std::array<std::string_view, 4> k_sections = {".dep-v0", ".rust-deps-v0", "rdep-v0",
                                                                 "rust-deps-v0"};
  for (const auto name : k_sections) {
    const ExecutableSection* const section = file.section(name);
    if (section == nullptr) continue;
    TRY_ASSIGN(const std::string packed, file.read(*section, k_packed_bytes));
    const auto text = compress::unpack_zlib(
        {reinterpret_cast<const std::uint8_t*>(packed.data()), packed.size()}, k_unpacked_bytes);
    if (!text) return fail(inner(text.error(), k_where));
    const auto document = json::parse(*text, k_where, {.bytes = k_unpacked_bytes, .depth = k_json_depth});
    if (!document) return fail(inner(document.error(), document.error().subject));
    return parse_cargo_audit_data(*document);
  }
  return std::nullopt;
}

Result<std::vector<model::Component>> cargo_packages(const std::vector<CargoCrate>& crates) {
  std::map<std::string_view, std::set<std::string_view>> versions;
  for (const auto& crate : crates) {
    if (crate.is_built) versions[crate.name].insert(crate.version);
  }
  const auto called = [&](const CargoCrate& crate) {
    return versions.at(crate.name).size() == 1 ? crate.name : crate.name + " " + crate.version;
  };
  std::vector<model::Component> out;
  std::set<std::string> seen;
  for (const auto& crate : crates) {
    if (!crate.is_built) continue;
    model::Component component;
    component.ecosystem = "cargo";
    component.name = crate.name;
    component.version = crate.version;
    TRY_ASSIGN(const auto purl, Purl::make({.type = "cargo",
                                            .name_space = {},
                                            .name = crate.name,
                                            .version = crate.version,
                                            .qualifiers = {},
                                            .subpath = {}}));
    component.purl = purl.to_string();
    if (auto name = called(crate); name != crate.name) component.provides.push_back(std::move(name));
    std::set<std::string> needs;
    for (const std::size_t index : crate.needs) {
      if (crates[index].is_built) needs.insert(called(crates[index]));
    }
    component.needs.assign(needs.begin(), needs.end());
    if (seen.insert(component.purl).second) out.push_back(std::move(component));
  }
  return out;
}

}  // namespace pushgate::sbom
