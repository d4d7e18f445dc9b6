// SPDX-License-Identifier: Apache-2.0
#include "sbom/gem_specification.hpp"

// A gem's specification (guides.rubygems.org, specification-reference), as RubyGems writes it when it
// installs one: Ruby, but a small part of it, with one literal a line.
//
//   # stub: nokogiri 1.16.0 x86_64-linux lib
//   Gem::Specification.new do |s|                 the name between the bars is what each line begins with
//     s.name = "nokogiri".freeze                  older: %q{nokogiri}
//     s.version = "1.16.0"
//     s.platform = "x86_64-linux".freeze          where it holds compiled code; older: Gem::Platform.new(…)
//     s.authors = ["Mike Dalessio".freeze, "Aaron Patterson".freeze]
//     s.licenses = ["MIT".freeze]                 or s.license = "MIT"
//     s.add_runtime_dependency(%q<racc>.freeze, ["~> 1.4"])     or s.add_dependency
//     s.add_development_dependency(%q<rake>.freeze, [">= 0"])
//
// Older ones ask `if s.respond_to? :add_runtime_dependency then` and name all of them again after `else`,
// those for development too, by add_dependency: that branch is for a RubyGems that knew no kinds.
//
// It lies in specifications/ or specifications/default/ as NAME-VERSION[-PLATFORM].gemspec; the gem itself is
// in gems/ beside it under the same name. Where a line is there twice the last one counts, as in Ruby. A name
// or version that Ruby would have to evaluate makes the file unreadable: RubyGems never writes one.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/ruby_literal.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_folder = "/specifications/";
constexpr std::string_view k_ending = ".gemspec";

struct Gem {
  std::string name;
  std::string version;
  std::string platform;
  std::vector<std::string> authors;
  std::vector<std::string> licenses;
  std::vector<std::string> needs;
  bool after_else = false;  ///< in that branch
};

/// The name between the bars of `Gem::Specification.new do |s|`; empty where this is no such line.
std::string_view variable_of(std::string_view line) {
  const std::size_t at = line.find("Gem::Specification.new");
  if (at == std::string_view::npos) return {};
  const std::size_t open = line.find('|', at);
  if (open == std::string_view::npos) return {};
  const std::size_t close = line.find('|', open + 1);
  if (close == std::string_view::npos) return {};
  return trim(line.substr(open + 1, close - open - 1));
}

/// `name = "x"` and `add_dependency("x", …)` in their word and the rest; an empty word where it is neither.
std::pair<std::string_view, std::string_view> split_statement(std::string_view line, bool& assigned) {
  std::size_t end = 0;
  while (end < line.size() && ((line[end] >= 'a' && line[end] <= 'z') || line[end] == '_')) ++end;
  const std::string_view word = line.substr(0, end);
  std::string_view rest = trim(line.substr(end));
  assigned = rest.starts_with('=') && !rest.starts_with("==");
  if (assigned || rest.starts_with('(')) rest.remove_prefix(1);
  return {word, rest};
}

Result<void> read_statement(Gem& gem, std::string_view line, const std::string& where) {
  bool assigned = false;
  const auto [word, rest] = split_statement(line, assigned);
  RubyLiteralReader reader(rest);
  if (!assigned) {
    if (gem.after_else) return {};
    if (word != "add_dependency" && word != "add_runtime_dependency") return {};
    if (auto name = reader.text()) gem.needs.push_back(std::move(*name));
    return {};
  }
  if (word == "name" || word == "version") {
    auto text = reader.text();
    if (!text || !reader.at_end()) {
      return fail(Error::unchecked(where, fmt::format("has a {} that is no text in quotes; expected one, as "
                                                      "RubyGems writes it",
                                                      word)));
    }
    (word == "name" ? gem.name : gem.version) = std::move(*text);
  } else if (word == "platform") {
    auto text = reader.text();
    gem.platform = text && reader.at_end() ? std::move(*text) : "";
  } else if (word == "author" || word == "authors" || word == "license" || word == "licenses") {
    auto texts = reader.texts();
    if (!texts || !reader.at_end()) return {};  // nothing that anyone relies on
    (word.starts_with('a') ? gem.authors : gem.licenses) = std::move(*texts);
  }
  return {};
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  path = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return path.substr(0, path.size() - std::min(k_ending.size(), path.size()));
}

/// What the file's name says after NAME-VERSION.
std::string platform_of(const Gem& gem, std::string_view path) {
  const std::string_view name = file_name(path);
  const std::string start = gem.name + "-" + gem.version + "-";
  return std::string(name.starts_with(start) ? name.substr(start.size()) : "");
}

}  // namespace

bool is_gem_specification(std::string_view path) {
  if (!path.ends_with(k_ending)) return false;
  const std::size_t folder = path.find(k_folder);
  return folder != std::string_view::npos && path.size() > folder + k_folder.size() + k_ending.size();
}

Result<std::vector<model::Component>> gem_packages(std::string_view bytes, const std::string& path) {
  if (!is_utf8(bytes)) return fail(Error::unchecked(path, "is not UTF-8"));
  Gem gem;
  std::string start;
  std::size_t number = 0;
  while (!bytes.empty()) {
    const std::string_view line = trim(take_line(bytes));
    ++number;
    if (const auto variable = variable_of(line); start.empty() && !variable.empty()) {
      start = std::string(variable) + ".";
    } else if (line == "else" || line == "end") {
      gem.after_else = line == "else";
    } else if (!start.empty() && line.starts_with(start)) {
      TRY(read_statement(gem, line.substr(start.size()), fmt::format("{}:{}", path, number)));
    }
  }
  if (start.empty()) {
    return fail(
        Error::unchecked(path, "is no gem's specification; expected `Gem::Specification.new do |s|`"));
  }
  if (gem.platform.empty()) gem.platform = platform_of(gem, path);
  if (gem.platform == "ruby") gem.platform.clear();  // any
  TRY_ASSIGN(auto component, stated_component({.ecosystem = "gem",
                                               .group = {},
                                               .name = gem.name,
                                               .version = gem.version,
                                               .qualifiers = {{"platform", gem.platform}}},
                                              path));
  component.licenses = stated_licenses(gem.licenses);
  for (const auto& author : gem.authors) {
    if (!component.supplier.empty()) component.supplier += ", ";
    component.supplier += author;
  }
  component.needs = std::move(gem.needs);
  sort_names(component.needs);
  return std::vector{std::move(component)};
}

std::vector<std::string> gem_owned(std::string_view, const std::string& path) {
  const std::size_t folder = path.find(k_folder);
  if (folder == std::string::npos) return {};
  return {fmt::format("{}/gems/{}/", path.substr(0, folder), file_name(path))};
}

}  // namespace pushgate::sbom
