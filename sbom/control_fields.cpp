// SPDX-License-Identifier: Apache-2.0
#include "sbom/control_fields.hpp"

// deb-control(5), deb822(5); Python core metadata (PEP 566) is the same form with one stanza and then a body.
//
//   Package: libssl3
//   Depends: libc6 (>= 2.34),
//    libfoo                      a line that begins with a space or tab continues the field
//                                a blank line ends the stanza
//
// Field names are ASCII without white space and colon, of any case. A NUL byte is in no such file.

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "base/lines.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_field_bytes = 1u
                                      << 20;  // the longest real ones (Conffiles, old Descriptions): 200 KB
constexpr std::size_t k_stanza_fields = 10'000;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

const ControlField* ControlStanza::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(fields, [&](const ControlField& field) { return same_letters(field.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

std::string_view ControlStanza::value(std::string_view name) const {
  const ControlField* field = find(name);
  return field == nullptr ? std::string_view() : field->value;
}

ControlReader::ControlReader(std::string_view text, std::string file, StrayLine stray)
    : m_text(text), m_file(std::move(file)), m_stray(stray) {}

std::optional<std::string_view> ControlReader::next_line() {
  if (m_text.empty()) return std::nullopt;
  ++m_line;
  return take_text_line(m_text);
}

Result<void> ControlReader::continue_field(ControlStanza& stanza, std::string_view line) {
  ControlField& field = stanza.fields.back();
  const char* begin = field.value.data();
  const auto length = static_cast<std::size_t>(line.data() + line.size() - begin);
  if (length > k_field_bytes) {
    return fail(Error::unchecked(fmt::format("{}:{}", m_file, field.line),
                                 fmt::format("field {} is longer than 1 MiB", field.name)));
  }
  field.value = std::string_view(begin, length);
  return {};
}

Result<std::optional<ControlStanza>> ControlReader::next() {
  ControlStanza stanza;
  const auto bad = [&](std::string what) {
    return fail(Error::unchecked(fmt::format("{}:{}", m_file, m_line), std::move(what)));
  };
  while (const auto line = next_line()) {
    if (line->find('\0') != std::string_view::npos) return bad("holds a NUL byte");
    if (line->empty()) {
      if (stanza.fields.empty()) continue;
      break;
    }
    const bool continues = line->front() == ' ' || line->front() == '\t';
    if (continues && !stanza.fields.empty()) {
      TRY(continue_field(stanza, *line));
      continue;
    }
    const std::size_t colon = line->find(':');
    const bool is_field = colon != std::string_view::npos && is_field_name(line->substr(0, colon));
    if (!is_field) {
      if (m_stray == StrayLine::error) return bad("is no field; expected 'Name: value'");
      m_text = {};
      break;
    }
    if (line->size() > k_field_bytes) return bad("is longer than 1 MiB");
    if (stanza.fields.size() == k_stanza_fields) return bad("is the 10001st field of its stanza");
    if (stanza.fields.empty()) stanza.line = m_line;
    stanza.fields.push_back({line->substr(0, colon), line->substr(colon + 1), m_line});
  }
  for (auto& field : stanza.fields) field.value = trim(field.value);
  if (stanza.fields.empty()) return std::nullopt;
  return stanza;
}

}  // namespace pushgate::sbom
