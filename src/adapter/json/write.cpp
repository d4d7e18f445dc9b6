// SPDX-License-Identifier: Apache-2.0
//
// Structure is written straight into the text: an SBOM of 100,000 packages as a second tree of the library's
// values took two gigabytes. What is hard about JSON, strings and numbers, the library writes.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "adapter/json/json.hpp"

namespace pushgate::json {

namespace {

std::string by_library(const nlohmann::json& scalar) {
  return scalar.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Nothing in it needs a second look: ASCII without quotes, backslashes and control characters.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

class Writer {
 public:
  Writer(std::string& out, bool pretty) : m_out(out), m_pretty(pretty) {}

  void write(const Value& value, std::size_t level) {
    if (const Array* array = value.as_array()) return write_array(*array, level);
    if (const Object* object = value.as_object()) return write_object(*object, level);
    if (const std::string* text = value.as_string()) return write_string(*text);
    if (value.is_null()) {
      m_out += "null";
    } else if (const bool* flag = value.as_bool()) {
      m_out += *flag ? "true" : "false";
    } else if (!value.is_whole()) {
      m_out += by_library(*value.as_double());
    } else if (const auto number = value.as_signed()) {
      m_out += std::to_string(*number);
    } else {
      m_out += std::to_string(*value.as_unsigned());
    }
  }

 private:
  void write_string(std::string_view text) {
    if (!is_plain(text)) {
      m_out += by_library(std::string(text));
      return;
    }
    m_out += '"';
    m_out += text;
    m_out += '"';
  }

  void write_array(const Array& array, std::size_t level) {
    m_out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
      begin_element(i, level);
      write(array[i], level + 1);
    }
    end(array.empty(), level);
    m_out += ']';
  }

  void write_object(const Object& object, std::size_t level) {
    m_out += '{';
    std::size_t i = 0;
    for (const auto& [name, member] : object.members()) {
      begin_element(i++, level);
      write_string(name);
      m_out += m_pretty ? ": " : ":";
      write(member, level + 1);
    }
    end(object.empty(), level);
    m_out += '}';
  }

  void begin_element(std::size_t index, std::size_t level) {
    if (index > 0) m_out += ',';
    if (m_pretty) new_line(level + 1);
  }

  void end(bool empty, std::size_t level) {
    if (m_pretty && !empty) new_line(level);
  }

  void new_line(std::size_t level) {
    m_out += '\n';
    m_out.append(2 * level, ' ');
  }

  std::string& m_out;
  bool m_pretty;
};

}  // namespace

std::string write(const Value& value) {
  std::string out;
  Writer(out, false).write(value, 0);
  return out;
}

std::string write_pretty(const Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  out += '\n';
  return out;
}

void append_pretty(std::string& out, const Value& value, std::size_t level) {
  Writer(out, true).write(value, level);
}

}  // namespace pushgate::json
