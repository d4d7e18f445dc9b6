// SPDX-License-Identifier: Apache-2.0
//
// JSON (RFC 8259), read strictly. nlohmann's lexer and grammar do the reading and hand us events; what the
// library lets pass and we do not is refused here: a byte-order mark, a NUL byte (its lexer takes one for the
// end), a name that an object has twice (it keeps the last: two readers of one document could see two
// documents), and nesting that a later recursion would not survive.
#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::json {

namespace {

/// Walks the text and tells how far the lexer has come: events carry no position.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : m_at(at), m_reached(reached) {}
  reference operator*() const { return *m_at; }
  CountingIterator& operator++() {
    *m_reached = ++m_at;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return m_at == other.m_at; }

 private:
  const char* m_at;
  const char** m_reached;
};

class Builder {
 public:
  Builder(std::string_view text, std::string_view name, const ParseLimits& bounds)
      : m_text(text),
        m_name(name),
        m_depth(bounds.depth),
        m_last_counts(bounds.duplicates == ParseLimits::Duplicates::last_counts),
        m_reached(text.data()) {}

  Result<Value> run() {
    const char* end = m_text.data() + m_text.size();
    CountingIterator first(m_text.data(), &m_reached);
    if (!nlohmann::json::sax_parse(first, CountingIterator(end, &m_reached), this)) {
      return fail(std::move(m_error));
    }
    return std::move(m_root);
  }

  /// An error at a byte of the text, counted from 0.
  Error at(std::size_t offset, std::string what) const {
    const std::string_view before = m_text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
    return Error::unchecked(fmt::format("{}:{}:{}", m_name, line, column), std::move(what));
  }

  // What nlohmann's parser calls; false ends the parse.
  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(Object()); }
  bool start_array(std::size_t) { return open(Array()); }
  bool key(std::string& name) {
    Frame& frame = m_frames.back();
    frame.key = std::move(name);
    frame.key_ends.push_back(offset());
    return true;
  }
  bool end_object() { return unique_names() && close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t read, const std::string& token, const nlohmann::json::exception& error) {
    const std::size_t offset = std::min(read == 0 ? 0 : read - 1, m_text.size());
    if (error.id == 406) {
      return stop(
          at(offset, fmt::format("the number {} is out of range; expected one that fits a double", token)));
    }
    // `[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …`
    std::string_view what = error.what();
    if (const std::size_t colon = what.find(": "); colon != std::string_view::npos)
      what.remove_prefix(colon + 2);
    return stop(at(offset, fmt::format("is not JSON: {}", what)));
  }

 private:
  /// An array or object that is not closed yet.
  struct Frame {
    Value value;
    std::string key;                    ///< of the member whose value comes next
    std::vector<std::size_t> key_ends;  ///< past the closing quote of each name
  };

  std::size_t offset() const { return static_cast<std::size_t>(m_reached - m_text.data()); }

  bool stop(Error error) {
    m_error = std::move(error);
    return false;
  }

  bool add(Value value) {
    if (interrupted_by() != 0) return stop(check_interrupt().error());
    if (m_frames.empty()) {
      m_root = std::move(value);
    } else if (Frame& frame = m_frames.back(); Array* array = frame.value.as_array()) {
      array->push_back(std::move(value));
    } else {
      frame.value.as_object()->append(std::move(frame.key), std::move(value));
    }
    return true;
  }

  bool open(Value container) {
    if (m_frames.size() == m_depth) {
      return stop(at(offset() - 1, fmt::format("is nested more than {} deep", m_depth)));
    }
    m_frames.push_back({std::move(container), {}, {}});
    return true;
  }

  bool close() {
    Value value = std::move(m_frames.back().value);
    m_frames.pop_back();
    return add(std::move(value));
  }

  /// By sorting, so that a document of a million names cannot make this quadratic.
  bool unique_names() {
    const Frame& frame = m_frames.back();
    const auto& members = frame.value.as_object()->members();
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const int names = members[a].first.compare(members[b].first);
      return names != 0 ? names < 0 : a < b;
    });
    if (m_last_counts) {
      keep_last(order);
      return true;
    }
    std::size_t second = members.size();
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (members[order[i - 1]].first == members[order[i]].first) second = std::min(second, order[i]);
    }
    if (second == members.size()) return true;
    return stop(at(opening_quote(frame.key_ends[second]),
                   fmt::format("duplicate member \"{}\"; expected each name once", members[second].first)));
  }

  /// Leaves the last member of each name; `order` sorts them by name, then place.
  void keep_last(const std::vector<std::size_t>& order) {
    const auto& members = m_frames.back().value.as_object()->members();
    std::vector<bool> dropped(members.size(), false);
    for (std::size_t i = 1; i < order.size(); ++i) {
      dropped[order[i - 1]] = members[order[i - 1]].first == members[order[i]].first;
    }
    m_frames.back().value.as_object()->drop(dropped);
  }

  /// Of the string that ends before `end`. Inside it a quote has an odd number of backslashes before it.
  std::size_t opening_quote(std::size_t end) const {
    std::size_t quote = end - 1;
    std::size_t backslashes = 0;
    do {
      quote = m_text.rfind('"', quote - 1);
      backslashes = 0;
      while (backslashes < quote && m_text[quote - 1 - backslashes] == '\\') ++backslashes;
    } while (backslashes % 2 == 1);
    return quote;
  }

  std::string_view m_text;
  std::string_view m_name;
  std::size_t m_depth;
  bool m_last_counts;
  const char* m_reached;
  std::vector<Frame> m_frames;
  Value m_root;
  Error m_error;
};

}  // namespace

Result<Value> parse(std::string_view text, std::string_view name, ParseLimits bounds) {
  if (text.size() > bounds.bytes) {
    return fail(Error::unchecked(
        std::string(name), fmt::format("is {} bytes long; expected at most {}", text.size(), bounds.bytes)));
  }
  Builder builder(text, name, bounds);
  if (text.starts_with("\xef\xbb\xbf")) {
    return fail(builder.at(0, "starts with a byte-order mark; expected JSON in UTF-8 without one"));
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return fail(builder.at(nul, "holds a NUL byte; expected JSON"));
  }
  return builder.run();
}

}  // namespace pushgate::json
