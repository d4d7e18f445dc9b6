// SPDX-License-Identifier: Apache-2.0
#include "python/lock_fields.hpp"

#include "base/format.hpp"
#include "python/package_name.hpp"
#include "python/version.hpp"

namespace pushgate::python {

namespace {

using toml::Node;

Error at(std::string_view file_name, const Node& node, std::string what) {
  return Error::unchecked(fmt::format("{}:{}:{}", file_name, node.at.line, node.at.column), std::move(what));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The end of a URL as a file's name: `%2B` is `+`.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    out += escaped ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
    if (escaped) i += 2;
  }
  return out;
}

}  // namespace

Result<LockFields> LockFields::of(const Node& table, std::string_view file_name) {
  if (table.kind != Node::Kind::table) return fail(at(file_name, table, "is not a table; expected one"));
  return LockFields(table, file_name);
}

std::uint32_t LockFields::line_of(std::string_view key) const {
  const auto* node = m_table->find(key);
  return node == nullptr ? line() : node->at.line;
}

Error LockFields::error(std::string what) const {
  return at(m_file_name, *m_table, std::move(what));
}

Error LockFields::error_of(std::string_view key, std::string what) const {
  const auto* node = m_table->find(key);
  return at(m_file_name, node == nullptr ? *m_table : *node, std::move(what));
}

Result<const Node*> LockFields::find(std::string_view key, Node::Kind kind, std::string_view expected) const {
  const auto* node = m_table->find(key);
  if (node == nullptr || node->kind == kind) return node;
  return fail(at(m_file_name, *node, fmt::format("\"{}\" is not {}", key, expected)));
}

Result<std::string> LockFields::text(std::string_view key) const {
  TRY_ASSIGN(const auto* node, find(key, Node::Kind::text, "a text"));
  return node == nullptr ? std::string() : node->text;
}

Result<std::string> LockFields::required_text(std::string_view key) const {
  TRY_ASSIGN(auto value, text(key));
  if (value.empty()) return fail(error(fmt::format("\"{}\" is missing or empty; expected a text", key)));
  return value;
}

Result<void> LockFields::expect_number(std::string_view key, std::int64_t value) const {
  TRY_ASSIGN(const auto* node, find(key, Node::Kind::whole_number, "a whole number"));
  if (node == nullptr) return fail(error(fmt::format("\"{}\" is missing; expected {}", key, value)));
  if (node->number == value) return {};
  return fail(error_of(key, fmt::format("is of {} {}; expected {}, the only one that is known here", key,
                                        node->number, value)));
}

Result<bool> LockFields::truth(std::string_view key) const {
  TRY_ASSIGN(const auto* node, find(key, Node::Kind::truth_value, "true or false"));
  return node != nullptr && node->truth;
}

Result<std::vector<std::string>> LockFields::texts(std::string_view key) const {
  TRY_ASSIGN(const auto* node, find(key, Node::Kind::array, "an array of texts"));
  std::vector<std::string> out;
  if (node == nullptr) return out;
  for (const auto& element : node->elements) {
    if (element.kind != Node::Kind::text) {
      return fail(at(m_file_name, element, fmt::format("an element of \"{}\" is not a text", key)));
    }
    out.push_back(element.text);
  }
  return out;
}

Result<LockFields> LockFields::table(std::string_view key) const {
  const auto* node = m_table->find(key);
  if (node == nullptr) return fail(error(fmt::format("\"{}\" is missing; expected a table", key)));
  return of(*node, m_file_name);
}

Result<std::vector<LockFields>> LockFields::tables(std::string_view key) const {
  TRY_ASSIGN(const auto* node, find(key, Node::Kind::array, "an array of tables"));
  std::vector<LockFields> out;
  if (node == nullptr) return out;
  for (const auto& element : node->elements) {
    TRY_ASSIGN(const auto table, of(element, m_file_name));
    out.push_back(table);
  }
  return out;
}

std::vector<std::string> LockFields::keys() const {
  std::vector<std::string> out;
  for (const auto& [key, value] : m_table->members) out.push_back(key);
  return out;
}

Result<std::string> LockFields::name() const {
  TRY_ASSIGN(auto value, required_text("name"));
  if (!is_package_name(value)) return fail(error_of("name", fmt::format("is no package's name: {}", value)));
  return value;
}

Result<Requirement> LockFields::requirement() const {
  Requirement out;
  out.line = line();
  TRY_ASSIGN(out.name, name());
  out.normalized = normalize_name(out.name);
  TRY_ASSIGN(out.pin, text("version"));
  if (out.pin.empty()) return out;
  if (!Version::parse(out.pin)) return fail(error_of("version", fmt::format("is no version: {}", out.pin)));
  out.specifier = "==" + out.pin;
  return out;
}

Result<LockedFile> LockFields::file() const {
  LockedFile out;
  out.line = line();
  TRY_ASSIGN(out.url, text("url"));
  if (out.url.empty()) {
    TRY_ASSIGN(out.url, text("path"));
  }
  for (const auto* key : {"filename", "name"}) {
    if (!has(key)) continue;
    TRY_ASSIGN(out.name, required_text(key));
    return out;
  }
  const bool is_url = out.url.find("://") != std::string::npos;
  const auto path =
      std::string_view(out.url).substr(0, is_url ? out.url.find_first_of("?#") : std::string::npos);
  const auto last = path.substr(path.find_last_of('/') + 1);
  out.name = is_url ? without_escapes(last) : std::string(last);
  if (out.name.empty()) return fail(error("names no file; expected url or path"));
  return out;
}

DirectRequirement::Kind url_or_path(std::string_view place) {
  const bool is_url = place.starts_with("https://") || place.starts_with("http://");
  return is_url ? DirectRequirement::Kind::url : DirectRequirement::Kind::path;
}

}  // namespace pushgate::python
