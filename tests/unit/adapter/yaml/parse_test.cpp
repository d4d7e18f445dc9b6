// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"

namespace pushgate::yaml {
namespace {

/// The tree in one line: `{key: value}`, texts that were quoted in quotes, `~` for null.
std::string show(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "~";
    case Node::Kind::scalar:
      return node.quoted ? "\"" + node.text + "\"" : node.text;
    case Node::Kind::sequence: {
      std::string out;
      for (const Node& element : node.elements) out += (out.empty() ? "" : ", ") + show(element);
      return "[" + out + "]";
    }
    case Node::Kind::mapping:
      break;
  }
  std::string out;
  for (const Entry& entry : node.entries) {
    out += (out.empty() ? "" : ", ") + entry.key + ": " + show(entry.value);
  }
  return "{" + out + "}";
}

/// The tree, or the rendered errors without their prefix.
std::string outcome(std::string_view text) {
  Problems problems("f.yaml");
  const auto root = parse(text, problems);
  if (problems.empty()) return root ? show(*root) : "neither a tree nor a problem";
  const Error error = problems.error();
  EXPECT_EQ(error.code, ErrorCode::misuse);
  std::string out = error.subject + ": " + error.what;
  for (const Error& other : error.also) out += "\n" + other.subject + ": " + other.what;
  return out;
}

TEST(YamlParse, a_tree_with_the_texts_as_written) {
  EXPECT_EQ(outcome("version: 1\n"
                    "services:\n"
                    "  app:\n"
                    "    ports: {service: 5557, health: 6557}  # a comment\n"
                    "    machines: [mainpc, pc2]\n"
                    "    tag: '1.10'\n"
                    "    lock:\n"
                    "    user: ~\n"
                    "    command:\n"
                    "      - a\n"
                    "      - \"b\\n\"\n"
                    "    text: |\n"
                    "      two\n"
                    "      lines\n"),
            "{version: 1, services: {app: {ports: {service: 5557, health: 6557}, machines: [mainpc, pc2], "
            "tag: \"1.10\", lock: ~, user: ~, command: [a, \"b\n\"], text: \"two\nlines\n\"}}}");
}

TEST(YamlParse, documents_that_hold_little) {
  EXPECT_EQ(outcome(""), "~");
  EXPECT_EQ(outcome("# nothing\n"), "~");
  EXPECT_EQ(outcome("---\na: 1\n...\n"), "{a: 1}");
  EXPECT_EQ(outcome("{}"), "{}");
  EXPECT_EQ(outcome("a: {}\r\nb: []\r\n"), "{a: {}, b: []}");
  EXPECT_EQ(outcome("ключ: 漢字"), "{ключ: 漢字}");
}

TEST(YamlParse, values_and_keys_know_where_they_stand) {
  Problems problems("f.yaml");
  const auto root = parse("a: 1\nb:\n  - x\n  - cc: [1, 2]\n", problems);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->entries[1].key_at, (Position{2, 1}));
  const auto& elements = root->find("b")->elements;
  EXPECT_EQ(elements[0].at, (Position{3, 5}));
  EXPECT_EQ(elements[1].entries[0].key_at, (Position{4, 5}));
  EXPECT_EQ(elements[1].find("cc")->elements[1].at, (Position{4, 13}));
  EXPECT_EQ(elements[1].find("dd"), nullptr);
  EXPECT_EQ(elements[0].find("dd"), nullptr);
}

TEST(YamlParse, every_key_that_stands_twice_is_told) {
  EXPECT_EQ(outcome("a: 1\nb:\n  c: 1\n  d: 2\n  c: {x: 3}\na: 2\n"),
            "f.yaml:5:3: duplicate key 'c'; expected each key once\n"
            "f.yaml:6:1: duplicate key 'a'; expected each key once");
  EXPECT_EQ(outcome("{a: 1, \"a\": 2}"), "f.yaml:1:8: duplicate key 'a'; expected each key once");
}

TEST(YamlParse, a_duplicate_keeps_the_first_value) {
  Problems problems("f.yaml");
  EXPECT_EQ(show(*parse("a: 1\na: {b: 2}\nc: 3\n", problems)), "{a: 1, c: 3}");
}

TEST(YamlParse, anchors_aliases_tags_and_odd_keys_are_refused) {
  EXPECT_EQ(outcome("a: &x [1]\nb: *x\n"),
            "f.yaml:1:4: anchor 'x'; expected values written out, without anchors and aliases");
  EXPECT_EQ(outcome("a: *x\n"), "f.yaml:1:4: is not YAML: the referenced anchor is not defined");
  EXPECT_EQ(outcome("a: !!str 1\n"), "f.yaml:1:4: tag 'tag:yaml.org,2002:str'; expected values without tags");
  EXPECT_EQ(outcome("a: !x {b: 1}\n"), "f.yaml:1:4: tag '!x'; expected values without tags");
  EXPECT_EQ(outcome("a: ! 1\n"), "f.yaml:1:4: tag '!'; expected values without tags");
  EXPECT_EQ(outcome("? [a, b]\n: 1\n"),
            "f.yaml:1:3: a key is a sequence or a mapping, or one is not closed; expected text");
  EXPECT_EQ(outcome("{{a: 1}: 2}"),
            "f.yaml:1:2: a key is a sequence or a mapping, or one is not closed; expected text");
  EXPECT_EQ(outcome("a: 1\n~: 2\n"), "f.yaml:2:1: a key is empty; expected text");
}

TEST(YamlParse, one_document) {
  EXPECT_EQ(outcome("a: 1\n---\nb: 2\n"),
            "f.yaml:2:1: the document has ended and more follows; expected one document");
}

TEST(YamlParse, what_is_no_yaml_is_told_with_its_place) {
  EXPECT_EQ(outcome("a: [1, 2\nb: 3\n"), "f.yaml:2:2: is not YAML: end of sequence flow not found");
  EXPECT_EQ(outcome("[1, 2"),
            "f.yaml:1:1: a key is a sequence or a mapping, or one is not closed; expected text");
  EXPECT_EQ(outcome("a: b: c\n"), "f.yaml:1:5: is not YAML: illegal map value");
  EXPECT_EQ(outcome("a:\n    b: 1\n   c: 2\n"), "f.yaml:3:4: is not YAML: end of map not found");
  EXPECT_EQ(outcome("a: 1\n\tb: 2\n"), "f.yaml:2:1: is not YAML: illegal tab when looking for indentation");
}

TEST(YamlParse, a_text_that_never_ends_is_no_text) {
  EXPECT_EQ(outcome("a: 'b"), "f.yaml:1:6: is not YAML: illegal EOF in scalar");
  EXPECT_EQ(outcome("a: 'b\n"), "f.yaml:1:4: this text has no closing quote");
  EXPECT_EQ(outcome("a: 'b''\n"), "f.yaml:1:4: this text has no closing quote");
  EXPECT_EQ(outcome("a: \"b\\\"\n"), "f.yaml:1:4: this text has no closing quote");
  EXPECT_EQ(outcome("a: 'b''c'\nd: \"e\\\\\"\nf: it's\n"), "{a: \"b'c\", d: \"e\\\", f: it's}");
}

TEST(YamlParse, bytes_that_are_no_text_are_refused) {
  EXPECT_EQ(outcome("\xef\xbb\xbf"
                    "a: 1"),
            "f.yaml:1:1: starts with a byte-order mark; expected UTF-8 without one");
  EXPECT_EQ(outcome("a: 1\nb: x\xff\n"), "f.yaml:2:1: this line is not UTF-8; expected UTF-8");
  EXPECT_EQ(outcome(std::string_view("a: \0b", 5)),
            "f.yaml:1:4: holds the control character 0x00; expected text");
  EXPECT_EQ(outcome("a: \"\\x00\""), "f.yaml:1:4: holds a NUL byte; expected text");
  EXPECT_EQ(outcome("a: 1\nb: \x1b[2J"), "f.yaml:2:4: holds the control character 0x1b; expected text");
  EXPECT_EQ(outcome("a: 1\rb: 2\n"), "f.yaml:1:5: a carriage return without a newline; expected a newline");
  EXPECT_EQ(outcome("\xff\xfe"
                    "a"),
            "f.yaml:1:1: this line is not UTF-8; expected UTF-8");
}

TEST(YamlParse, depth_and_size_are_bounded) {
  EXPECT_EQ(outcome(std::string(200, '[') + std::string(200, ']')),
            std::string(200, '[') + std::string(200, ']'));
  EXPECT_EQ(outcome(std::string(201, '[') + std::string(201, ']')),
            "f.yaml:1:201: is nested more than 200 deep");
  std::string dashes;
  for (int i = 0; i < 300; ++i) dashes += "- ";
  EXPECT_EQ(outcome(dashes + "a"), "f.yaml:1:401: is nested more than 200 deep");
  EXPECT_EQ(outcome(std::string(limits::k_yaml_bytes + 1, '#')),
            "f.yaml:1:1: is 4194305 bytes long; expected at most 4194304");
}

}  // namespace
}  // namespace pushgate::yaml
