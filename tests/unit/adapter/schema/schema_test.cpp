// SPDX-License-Identifier: Apache-2.0
#include "adapter/schema/schema.hpp"

#include <gtest/gtest.h>

#include "base/format.hpp"

namespace pushgate::schema {
namespace {

Schema compiled(std::string_view text, const std::map<std::string, std::string_view>& referenced = {}) {
  auto schema = Schema::compile(text, referenced);
  EXPECT_TRUE(schema) << (schema ? "" : schema.error().render());
  return std::move(*schema);
}

/// `pointer: text` a line; empty where the document is valid.
std::string told(const Schema& schema, std::string_view document) {
  const auto violations = schema.validate(document, "doc.json");
  if (!violations) return violations.error().render();
  std::string out;
  for (const Violation& violation : *violations) out += violation.pointer + ": " + violation.text + "\n";
  return out;
}

TEST(Schema, a_valid_document_has_no_violations) {
  const Schema schema =
      compiled(R"({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}})");
  EXPECT_EQ(told(schema, R"({"a": 1, "b": "x"})"), "");
  EXPECT_EQ(told(schema, R"({"a": "1"})"), "/a: Value type not permitted by 'type' constraint\n");
  EXPECT_EQ(told(schema, "{}"), ": Missing required property 'a'\n");
}

TEST(Schema, violations_are_told_where_they_are) {
  const Schema schema = compiled(R"({
    "properties": {"list": {"type": "array", "items": {"type": "object", "additionalProperties": false,
      "properties": {"a/b~c": {"enum": ["x", "y"]}}}}}})");
  EXPECT_EQ(told(schema, R"({"list": [{"a/b~c": "x"}, {"a/b~c": "z"}, {"q": 1}]})"),
            "/list/1/a~1b~0c: 'z' is not one of x, y\n"
            "/list/2: Object contains a property that could not be validated using 'properties' or "
            "'additionalProperties' constraints: 'q'\n");
}

TEST(Schema, one_of_tells_something_even_where_two_schemas_match) {
  const Schema schema =
      compiled(R"({"properties": {"a": {"oneOf": [{"type": "integer"}, {"minimum": 3}]}}})");
  EXPECT_EQ(told(schema, R"({"a": 1})"), "");
  EXPECT_EQ(told(schema, R"({"a": 4})"), "/a: Failed to validate against exactly one child schema\n");
}

TEST(Schema, other_schemas_are_found_by_their_file_name) {
  // Both documents have a definition `thing`: the names must not be mixed up.
  const std::string_view other = R"({"$id": "http://x.org/other.json", "definitions": {
    "thing": {"type": "string"}, "box": {"properties": {"thing": {"$ref": "#/definitions/thing"}}}}})";
  const std::string_view ids = R"({"enum": ["MIT"]})";
  const Schema schema = compiled(R"({"$id": "http://x.org/main.json",
    "definitions": {"thing": {"type": "integer"}},
    "properties": {"mine": {"$ref": "#/definitions/thing"}, "box": {"$ref": "other.json#/definitions/box"},
      "id": {"$ref": "http://x.org/ids.json"}, "again": {"$ref": "ids.json"}}})",
                                 {{"other.json", other}, {"ids.json", ids}});
  EXPECT_EQ(told(schema, R"({"mine": 1, "box": {"thing": "x"}, "id": "MIT", "again": "MIT"})"), "");
  EXPECT_EQ(told(schema, R"({"mine": "x", "box": {"thing": 1}, "id": "GPL"})"),
            "/box/thing: Value type not permitted by 'type' constraint\n"
            "/id: 'GPL' is not one of MIT\n"
            "/mine: Value type not permitted by 'type' constraint\n");
}

TEST(Schema, a_schema_may_refer_to_itself) {
  const Schema schema = compiled(R"({"properties": {"name": {"type": "string"}, "child": {"$ref": "#"}}})");
  EXPECT_EQ(told(schema, R"({"name": "a", "child": {"name": "b", "child": {"name": 1}}})"),
            "/child/child/name: Value type not permitted by 'type' constraint\n");
}

TEST(Schema, patterns_are_checked_on_texts_that_a_stack_can_bear) {
  const Schema schema = compiled(R"({"properties": {"pattern": {"pattern": "^[a-z]+/[a-z]+$"}}})");
  EXPECT_EQ(told(schema, R"({"pattern": "text/plain"})"), "");
  EXPECT_EQ(told(schema, R"({"pattern": 1})"), "");
  EXPECT_EQ(told(schema, R"({"pattern": "text"})"), "/pattern: 'text' does not match its pattern\n");
  EXPECT_EQ(told(schema, R"({"pattern": "a/)" + std::string(1022, 'b') + "\"}"), "");
  EXPECT_EQ(told(schema, R"({"pattern": "a/)" + std::string(10'000'000, 'b') + "\"}"),
            "/pattern: a text of 10000002 bytes is longer than a pattern is checked on\n");
}

TEST(Schema, formats) {
  const Schema schema = compiled(R"({"properties": {
    "time": {"format": "date-time"}, "ref": {"format": "iri-reference"}, "uri": {"format": "uri"},
    "format": {"format": "unheard-of"}}})");
  EXPECT_EQ(told(schema, R"({"time": "2026-01-02T03:04:05.678+01:00", "ref": "https://x.org/ü?a=%20#b",
                             "uri": "urn:x", "format": "anything"})"),
            "");
  EXPECT_EQ(told(schema, R"({"ref": ""})"), "");
  EXPECT_EQ(told(schema, R"({"time": "yesterday"})"), "/time: 'yesterday' is not of format date-time\n");
  EXPECT_EQ(told(schema, R"({"ref": "a b"})"), "/ref: 'a b' is not of format iri-reference\n");
  EXPECT_EQ(told(schema, R"({"ref": "a%2"})"), "/ref: 'a%2' is not of format iri-reference\n");
  EXPECT_EQ(told(schema, R"({"uri": "x.org"})"), "/uri: 'x.org' is not of format uri\n");
  EXPECT_EQ(told(schema, R"({"uri": "http://ü"})"), "/uri: 'http://ü' is not of format uri\n");
}

TEST(Schema, choices) {
  const Schema schema =
      compiled(R"({"properties": {"enum": {"enum": ["a", "b"]}, "mixed": {"enum": ["a", 1]}}})");
  EXPECT_EQ(told(schema, R"({"enum": "b", "mixed": 1})"), "");
  EXPECT_EQ(told(schema, R"({"enum": 1})"), "/enum: Not a text; expected one of a list\n");
  EXPECT_EQ(told(schema, R"({"mixed": 2})"), "/mixed: Failed to match against any enum values\n");
  std::string list = "\"c0\"";
  for (int i = 1; i < 30; ++i) list += fmt::format(", \"c{}\"", i);
  const Schema longer = compiled("{\"enum\": [" + list + "]}");
  EXPECT_EQ(told(longer, "\"c29\""), "");
  EXPECT_EQ(told(longer, "\"c30\""), ": 'c30' is not one of the 30 choices\n");
}

TEST(Schema, unique_items_is_left_to_others_and_costs_nothing) {
  const Schema schema = compiled(R"({"items": {"type": "integer"}, "uniqueItems": true})");
  EXPECT_EQ(told(schema, "[1, 1]"), "");
  const Schema property = compiled(R"({"properties": {"uniqueItems": {"type": "integer"}}})");
  EXPECT_EQ(told(property, R"({"uniqueItems": "x"})"),
            "/uniqueItems: Value type not permitted by 'type' constraint\n");
}

TEST(Schema, the_first_twenty_violations) {
  const Schema schema = compiled(R"({"items": {"type": "integer"}})");
  std::string document = "[0";
  for (int i = 0; i < 100; ++i) document += ", \"x\"";
  const auto violations = schema.validate(document + "]", "doc.json");
  ASSERT_EQ(violations->size(), 20u);
  EXPECT_EQ(violations->back().pointer, "/20");
}

TEST(Schema, what_is_no_document_is_an_error) {
  const Schema schema = compiled("{}");
  const auto broken = schema.validate("{", "doc.json");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::unchecked);
  EXPECT_EQ(broken.error().subject, "doc.json");
  EXPECT_EQ(told(schema, std::string(200, '[') + std::string(200, ']')), "");
  EXPECT_EQ(told(schema, std::string(201, '[') + std::string(201, ']')),
            "pushgate: error: doc.json: is nested more than 200 deep\n");
}

TEST(Schema, deep_documents_are_followed_to_their_end) {
  const Schema schema =
      compiled(R"({"properties": {"c": {"items": {"$ref": "#"}}, "n": {"type": "integer"}}})");
  std::string document = R"({"n": "x"})";
  for (int i = 0; i < 99; ++i) document = R"({"c": [)" + document + "]}";
  const auto violations = schema.validate(document, "doc.json");
  ASSERT_EQ(violations->size(), 1u);
  EXPECT_TRUE(violations->front().pointer.ends_with("/c/0/n"));
}

TEST(Schema, a_schema_that_cannot_be_used_is_a_bug) {
  const auto error = [](std::string_view text) { return Schema::compile(text).error().render(); };
  EXPECT_EQ(error("[]"), "pushgate: error: the schema: is not a JSON object; expected a JSON Schema\n");
  EXPECT_EQ(error(R"({"$ref": "none.json#/a"})"),
            "pushgate: error: none.json#/a: is referred to by a schema and is not given\n");
  EXPECT_EQ(error(R"({"patternProperties": {"a": {}}})"),
            "pushgate: error: #: uses patternProperties, which is not supported\n");
  EXPECT_EQ(Schema::compile(R"({"type": 5})").error().code, ErrorCode::bug);
  EXPECT_EQ(Schema::compile(R"({"pattern": "("})").error().code, ErrorCode::bug);
}

}  // namespace
}  // namespace pushgate::schema
