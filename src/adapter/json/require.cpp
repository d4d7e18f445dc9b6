// SPDX-License-Identifier: Apache-2.0
#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::json {

namespace {

std::string_view kind(const Value& value) {
  if (value.is_null()) return "null";
  if (value.as_bool()) return "true or false";
  if (value.as_string()) return "a string";
  if (value.as_array()) return "an array";
  if (value.as_object()) return "an object";
  return "a number";
}

Result<const Value*> member(const Value& object, std::string_view name, std::string_view where,
                            std::string_view expected) {
  if (!object.as_object()) {
    return fail(Error::unchecked(
        std::string(where), fmt::format("is {}; expected an object with member \"{}\"", kind(object), name)));
  }
  if (const Value* value = object.find(name)) return value;
  return fail(Error::unchecked(std::string(where),
                               fmt::format("member \"{}\" is missing; expected {}", name, expected)));
}

Error wrong(std::string_view name, std::string_view where, std::string_view got, std::string_view expected) {
  return Error::unchecked(std::string(where),
                          fmt::format("member \"{}\" is {}; expected {}", name, got, expected));
}

}  // namespace

Result<const Value*> require(const Value& object, std::string_view name, std::string_view where) {
  return member(object, name, where, "a value");
}

Result<std::string> require_string(const Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const Value* value, member(object, name, where, "a string"));
  if (const std::string* text = value->as_string()) return *text;
  return fail(wrong(name, where, kind(*value), "a string"));
}

Result<std::uint64_t> require_unsigned(const Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const Value* value, member(object, name, where, "a number"));
  if (const auto number = value->as_unsigned()) return *number;
  if (value->is_number()) return fail(wrong(name, where, write(*value), "a whole number from 0"));
  return fail(wrong(name, where, kind(*value), "a number"));
}

Result<const Array*> require_array(const Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const Value* value, member(object, name, where, "an array"));
  if (const Array* array = value->as_array()) return array;
  return fail(wrong(name, where, kind(*value), "an array"));
}

Result<const Object*> require_object(const Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const Value* value, member(object, name, where, "an object"));
  if (const Object* inner = value->as_object()) return inner;
  return fail(wrong(name, where, kind(*value), "an object"));
}

}  // namespace pushgate::json
