// SPDX-License-Identifier: Apache-2.0
//
// YAML 1.2, the part of it that a configuration file needs. yaml-cpp scans and hands us events; we build the
// tree ourselves, because its own loader lets a second key of the same name win or lose by chance, expands
// aliases and knows no bound on depth.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>  // parser.h names its Node, which clang-tidy would take for ours
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "adapter/yaml/yaml.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::yaml {

namespace {

/// Thrown by the handler through yaml-cpp, which has no other way to be stopped; caught in parse().
struct Stop {
  Position at;
  std::string what;
};

Position position(const YAML::Mark& mark) {
  // A null mark is -1: the start of the document.
  return {static_cast<std::uint32_t>(std::max(mark.line, 0)) + 1,
          static_cast<std::uint32_t>(std::max(mark.column, 0)) + 1};
}

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, Problems& problems) : m_text(text), m_problems(problems) {}

  Node take_root() { return std::move(m_root); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++m_documents > 1)
      throw Stop{position(mark), "the document has ended and more follows; expected one document"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (key_is_next()) throw Stop{position(mark), "a key is empty; expected text"};
    Node node;
    node.at = position(mark);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Stop{position(mark), "an alias; expected values written out, without anchors and aliases"};
  }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    throw Stop{position(mark),
               fmt::format("anchor '{}'; expected values written out, without anchors and aliases", name)};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    check_tag(mark, tag);
    check_closed(mark);
    if (value.find('\0') != std::string::npos) throw Stop{position(mark), "holds a NUL byte; expected text"};
    if (interrupted_by() != 0) throw Stop{position(mark), "reading was interrupted"};
    if (key_is_next()) {
      take_key(position(mark), value);
      return;
    }
    Node node;
    node.kind = Node::Kind::scalar;
    node.at = position(mark);
    node.text = value;
    node.quoted = tag == "!";
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, Node::Kind::mapping);
  }
  void OnMapEnd() override { close(); }

 private:
  /// A sequence or mapping that is not closed yet.
  struct Frame {
    Node node;
    std::set<std::string> keys;
    std::optional<Entry> entry;  ///< its key is read, its value comes next
    bool repeated = false;       ///< that key was there before
  };

  /// yaml-cpp gives a tag where none is written, too: "?" for plain, "!" for quoted.
  void check_tag(const YAML::Mark& mark, const std::string& tag) const {
    const bool written = rest(mark).starts_with('!');
    if (!written && (tag.empty() || tag == "?" || tag == "!")) return;
    throw Stop{position(mark), fmt::format("tag '{}'; expected values without tags", tag)};
  }

  /// yaml-cpp takes the end of the file for the missing quote of a text whose line has ended: half a file
  /// would read as a whole one.
  void check_closed(const YAML::Mark& mark) const {
    const std::string_view written = rest(mark);
    const char quote = written.empty() ? '\0' : written.front();
    if (quote != '"' && quote != '\'') return;
    for (std::size_t i = 1; i < written.size(); ++i) {
      const bool doubled = quote == '\'' && written.substr(i).starts_with("''");
      if (doubled || (quote == '"' && written[i] == '\\')) {
        ++i;
      } else if (written[i] == quote) {
        return;
      }
    }
    throw Stop{position(mark), "this text has no closing quote"};
  }

  /// The document from a mark on.
  std::string_view rest(const YAML::Mark& mark) const {
    return m_text.substr(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), m_text.size()));
  }

  bool key_is_next() const {
    return !m_frames.empty() && m_frames.back().node.kind == Node::Kind::mapping && !m_frames.back().entry;
  }

  void take_key(Position at, const std::string& key) {
    Frame& frame = m_frames.back();
    frame.repeated = !frame.keys.insert(key).second;
    if (frame.repeated) m_problems.add(at, fmt::format("duplicate key '{}'; expected each key once", key));
    frame.entry = Entry{key, at, {}};
  }

  void add(Node node) {
    if (m_frames.empty()) {
      m_root = std::move(node);
      return;
    }
    Frame& frame = m_frames.back();
    if (frame.node.kind == Node::Kind::sequence) {
      frame.node.elements.push_back(std::move(node));
      return;
    }
    frame.entry->value = std::move(node);
    if (!frame.repeated) frame.node.entries.push_back(std::move(*frame.entry));
    frame.entry.reset();
  }

  void open(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
    check_tag(mark, tag);
    if (key_is_next())
      throw Stop{position(mark), "a key is a sequence or a mapping, or one is not closed; expected text"};
    if (m_frames.size() == limits::k_json_depth) {
      throw Stop{position(mark), fmt::format("is nested more than {} deep", limits::k_json_depth)};
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.at = position(mark);
    m_frames.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(m_frames.back().node);
    m_frames.pop_back();
    add(std::move(node));
  }

  std::string_view m_text;
  Problems& m_problems;
  std::vector<Frame> m_frames;
  Node m_root;
  int m_documents = 0;
};

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  return {static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
          static_cast<std::uint32_t>(column)};
}

/// Bytes that readers take differently are refused before any of them is read.
std::optional<Stop> refuse_bytes(std::string_view text) {
  if (text.size() > limits::k_yaml_bytes) {
    return Stop{{}, fmt::format("is {} bytes long; expected at most {}", text.size(), limits::k_yaml_bytes)};
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    return Stop{{}, "starts with a byte-order mark; expected UTF-8 without one"};
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) {
      return Stop{position_of(text, i), "a carriage return without a newline; expected a newline"};
    }
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f) {
      return Stop{position_of(text, i),
                  fmt::format("holds the control character 0x{:02x}; expected text", byte)};
    }
  }
  if (is_utf8(text)) return std::nullopt;
  for (std::size_t start = 0;;) {  // whole lines, to say where
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (!is_utf8(text.substr(start, end - start))) {
      return Stop{position_of(text, start), "this line is not UTF-8; expected UTF-8"};
    }
    start = end + 1;
  }
}

}  // namespace

std::optional<Node> parse(std::string_view text, Problems& problems) {
  if (const auto refused = refuse_bytes(text)) {
    problems.add(refused->at, refused->what);
    return std::nullopt;
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(text, problems);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
  } catch (const Stop& stop) {
    problems.add(stop.at, stop.what);
  } catch (const YAML::Exception& error) {
    problems.add(position(error.mark), fmt::format("is not YAML: {}", error.msg));
  }
  return std::nullopt;
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

}  // namespace pushgate::yaml
