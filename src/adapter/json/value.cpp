// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>

#include "adapter/json/json.hpp"

namespace pushgate::json {

Object::Object(std::initializer_list<Member> members) {
  for (const auto& [name, value] : members) set(name, value);
}

const Value* Object::find(std::string_view name) const {
  for (const auto& member : m_members) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

void Object::set(std::string name, Value value) {
  for (auto& member : m_members) {
    if (member.first == name) {
      member.second = std::move(value);
      return;
    }
  }
  append(std::move(name), std::move(value));
}

void Object::append(std::string name, Value value) {
  m_members.emplace_back(std::move(name), std::move(value));
}

void Object::drop(const std::vector<bool>& places) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < m_members.size(); ++i) {
    if (places[i]) continue;
    if (kept != i) m_members[kept] = std::move(m_members[i]);
    ++kept;
  }
  m_members.resize(kept);
}

bool Value::is_number() const {
  return as_double().has_value();
}

bool Value::is_whole() const {
  return std::holds_alternative<std::int64_t>(m_data) || std::holds_alternative<std::uint64_t>(m_data);
}

std::optional<std::uint64_t> Value::as_unsigned() const {
  if (const auto* value = std::get_if<std::uint64_t>(&m_data)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&m_data); value && *value >= 0) {
    return static_cast<std::uint64_t>(*value);
  }
  // 1e3 is a whole number, too; above 2^53 a double no longer tells which one.
  if (const auto* value = std::get_if<double>(&m_data)) {
    if (*value >= 0 && *value <= 0x1p53 && std::trunc(*value) == *value) {
      return static_cast<std::uint64_t>(*value);
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> Value::as_signed() const {
  if (const auto* value = std::get_if<std::int64_t>(&m_data)) return *value;
  if (const auto* value = std::get_if<double>(&m_data); value && *value < 0) {
    if (*value >= -0x1p53 && std::trunc(*value) == *value) return static_cast<std::int64_t>(*value);
    return std::nullopt;
  }
  const auto value = as_unsigned();
  if (!value || *value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<double> Value::as_double() const {
  if (const auto* value = std::get_if<double>(&m_data)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&m_data)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&m_data)) return static_cast<double>(*value);
  return std::nullopt;
}

const Value* Value::find(std::string_view name) const {
  const Object* object = as_object();
  return object ? object->find(name) : nullptr;
}

std::string_view Value::string_at(std::string_view name) const {
  const Value* value = find(name);
  const std::string* text = value ? value->as_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

}  // namespace pushgate::json
