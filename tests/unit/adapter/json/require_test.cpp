// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/json/json.hpp"

namespace pushgate::json {
namespace {

const Value k_value = Object{{"s", "text"},    {"n", 7},           {"minus", -1},
                             {"half", 0.5},    {"a", Array{1, 2}}, {"o", Object{{"x", true}}},
                             {"null", nullptr}};

template <typename T>
std::string error_of(const Result<T>& result) {
  return result ? "no error" : result.error().render();
}

TEST(JsonRequire, gives_what_is_there) {
  EXPECT_EQ(*require_string(k_value, "s", "doc"), "text");
  EXPECT_EQ(*require_unsigned(k_value, "n", "doc"), 7u);
  EXPECT_EQ((*require_array(k_value, "a", "doc"))->size(), 2u);
  EXPECT_TRUE(*(*require_object(k_value, "o", "doc"))->find("x")->as_bool());
  EXPECT_TRUE((*require(k_value, "null", "doc"))->is_null());
}

TEST(JsonRequire, says_what_is_missing) {
  EXPECT_EQ(error_of(require(k_value, "q", "doc")),
            "pushgate: error: doc: member \"q\" is missing; expected a value\n");
  EXPECT_EQ(error_of(require_string(k_value, "q", "doc")),
            "pushgate: error: doc: member \"q\" is missing; expected a string\n");
  EXPECT_EQ(error_of(require_unsigned(k_value, "q", "doc")),
            "pushgate: error: doc: member \"q\" is missing; expected a number\n");
  EXPECT_EQ(error_of(require_array(k_value, "q", "doc")),
            "pushgate: error: doc: member \"q\" is missing; expected an array\n");
  EXPECT_EQ(error_of(require_object(k_value, "q", "doc")),
            "pushgate: error: doc: member \"q\" is missing; expected an object\n");
}

TEST(JsonRequire, says_what_is_of_the_wrong_kind) {
  EXPECT_EQ(error_of(require_string(k_value, "n", "doc")),
            "pushgate: error: doc: member \"n\" is a number; expected a string\n");
  EXPECT_EQ(error_of(require_unsigned(k_value, "s", "doc")),
            "pushgate: error: doc: member \"s\" is a string; expected a number\n");
  EXPECT_EQ(error_of(require_unsigned(k_value, "minus", "doc")),
            "pushgate: error: doc: member \"minus\" is -1; expected a whole number from 0\n");
  EXPECT_EQ(error_of(require_unsigned(k_value, "half", "doc")),
            "pushgate: error: doc: member \"half\" is 0.5; expected a whole number from 0\n");
  EXPECT_EQ(error_of(require_array(k_value, "o", "doc")),
            "pushgate: error: doc: member \"o\" is an object; expected an array\n");
  EXPECT_EQ(error_of(require_object(k_value, "null", "doc")),
            "pushgate: error: doc: member \"null\" is null; expected an object\n");
  EXPECT_EQ(error_of(require(Value(Array{}), "q", "doc")),
            "pushgate: error: doc: is an array; expected an object with member \"q\"\n");
}

}  // namespace
}  // namespace pushgate::json
