// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/headers.hpp"

#include <charconv>

#include "base/ascii.hpp"

namespace pushgate::net {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

void Headers::add(std::string name, std::string value) {
  m_fields.emplace_back(std::move(name), std::move(value));
}

void Headers::add_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
}

const std::string* Headers::find(std::string_view name) const {
  for (const auto& [field, value] : m_fields)
    if (same_letters(field, name)) return &value;
  return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string_view() : *value;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [field, value] : m_fields)
    if (same_letters(field, name)) out.emplace_back(value);
  return out;
}

std::optional<std::uint64_t> Headers::content_length() const {
  const auto text = get("Content-Length");
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string Headers::media_type() const {
  const auto text = get("Content-Type");
  return lower_case(trim(text.substr(0, text.find(';'))));
}

}  // namespace pushgate::net
