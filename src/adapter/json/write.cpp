// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "adapter/json/json.hpp"

namespace pushgate::json {

namespace {

using Ordered = nlohmann::ordered_json;

Ordered convert(const Value& value) {
  if (value.is_null()) return nullptr;
  if (const bool* flag = value.as_bool()) return *flag;
  if (const std::string* text = value.as_string()) return *text;
  if (const Array* array = value.as_array()) {
    Ordered out = Ordered::array();
    for (const Value& element : *array) out.push_back(convert(element));
    return out;
  }
  if (const Object* object = value.as_object()) {
    Ordered out = Ordered::object();
    auto& members = out.get_ref<Ordered::object_t&>();
    // The vector below ordered_map: its own emplace compares with every name before.
    for (const auto& [name, member] : object->members()) members.emplace_back(name, convert(member));
    return out;
  }
  if (!value.is_whole()) return *value.as_double();
  if (const auto number = value.as_signed()) return *number;
  return *value.as_unsigned();
}

}  // namespace

std::string write(const Value& value) {
  return convert(value).dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

std::string write_pretty(const Value& value) {
  return convert(value).dump(2, ' ', false, Ordered::error_handler_t::replace) + "\n";
}

}  // namespace pushgate::json
