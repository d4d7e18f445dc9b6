// SPDX-License-Identifier: Apache-2.0
#include "policy/document/waiver_place.hpp"

#include <algorithm>

#include "base/lines.hpp"

// yaml says where a value starts, and not where it ends. The end of a list in brackets is its bracket, found
// past quotes and comments; the end of a list of lines is its last line that is neither empty nor a comment
// further left. Whoever uses this reads the outcome again, so that a wrong guess is found and not written.

namespace pushgate::policy {

namespace {

std::size_t indentation_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// Behind the quote that closes the text that starts here; npos where none does.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    const bool doubled = quote == '\'' && text.substr(i, 2) == "''";
    if (doubled || (quote == '"' && text[i] == '\\')) {
      ++i;
    } else if (text[i] == quote) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// The bracket that closes the list that starts here, and the end of what is written last before it.
struct Brackets {
  std::size_t close = 0;
  std::size_t last = 0;
};

std::optional<Brackets> brackets_from(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  Brackets found;
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    const char before = i == 0 ? '\n' : text[i - 1];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '#' && (before == ' ' || before == '\t' || before == '\n')) {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    const bool begins_scalar = std::string_view("[{,: \t\n").find(before) != std::string_view::npos;
    if ((c == '"' || c == '\'') && begins_scalar) {
      const std::size_t end = end_of_quoted(text, i);
      if (end == std::string_view::npos) return std::nullopt;
      i = end - 1;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      found.close = i;
      return found;
    }
    found.last = i + 1;
  }
  return std::nullopt;
}

/// Lines of a block, each after so many spaces and with the document's own ends.
std::string indented(std::string_view lines, std::size_t spaces, std::string_view line_end) {
  std::string out;
  while (!lines.empty()) {
    out.append(spaces, ' ');
    out += take_line(lines);
    out += line_end;
  }
  return out;
}

/// Puts whole lines before a line; where the document's last line has no end, it gets one, and the new last
/// line has none.
Edit lines_before(const DocumentLines& document, std::size_t line, std::string lines) {
  const std::size_t at = document.start(line);
  const std::string_view text = document.text();
  if (at == text.size() && !text.empty() && text.back() != '\n') {
    lines.resize(lines.size() - document.line_end().size());
    lines.insert(0, document.line_end());
  }
  return {at, 0, std::move(lines)};
}

/// The line behind a list of lines that starts at one and ends before another.
std::size_t behind_block(const DocumentLines& document, std::size_t first, std::size_t limit,
                         std::size_t key_indentation) {
  std::size_t end = first;
  for (std::size_t line = first; line < limit; ++line) {
    const std::string_view text = document.line(line);
    if (text.starts_with("...")) break;
    const std::size_t indentation = indentation_of(text);
    const bool outer_comment = indentation <= key_indentation && text.substr(indentation).starts_with("#");
    if (!is_blank(text) && !outer_comment) end = line;
  }
  return end + 1;
}

}  // namespace

DocumentLines::DocumentLines(std::string_view text) : m_text(text) {
  const std::size_t newline = text.find('\n');
  m_line_end = newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n" : "\n";
  for (std::string_view rest = text; !rest.empty(); take_line(rest))
    m_starts.push_back(text.size() - rest.size());
}

std::size_t DocumentLines::start(std::size_t line) const {
  return line <= m_starts.size() ? m_starts[line - 1] : m_text.size();
}

std::string_view DocumentLines::line(std::size_t line) const {
  std::string_view rest = m_text.substr(start(line));
  return take_text_line(rest);
}

std::size_t DocumentLines::offset(yaml::Position at) const {
  return std::min(start(at.line) + at.column - 1, m_text.size());
}

std::optional<std::vector<Edit>> insertion(const DocumentLines& document, const yaml::Node& root,
                                           std::string_view key, std::string_view lines,
                                           std::string_view flow) {
  using Kind = yaml::Node::Kind;
  if (root.kind != Kind::mapping || root.entries.empty()) return std::nullopt;
  const std::string_view text = document.text();
  const std::size_t key_column = root.entries.front().key_at.column - 1;
  if (document.offset(root.at) < text.size() && text[document.offset(root.at)] == '{') return std::nullopt;

  const auto entry = std::ranges::find(root.entries, key, &yaml::Entry::key);
  const auto item = [&](std::size_t spaces) { return indented(lines, spaces, document.line_end()); };
  if (entry == root.entries.end()) {
    const std::string head =
        std::string(key_column, ' ') + std::string(key) + ":" + std::string(document.line_end());
    const std::size_t first = root.entries.back().key_at.line;
    std::size_t end = document.count() + 1;
    for (std::size_t line = first; line <= document.count() && end > document.count(); ++line)
      if (document.line(line).starts_with("...")) end = line;
    return std::vector{lines_before(document, end, head + item(key_column + 2))};
  }
  const std::size_t limit = entry + 1 == root.entries.end() ? document.count() + 1 : (entry + 1)->key_at.line;
  const yaml::Node& list = entry->value;
  if (list.kind != Kind::sequence) return std::nullopt;
  const std::size_t at = document.offset(list.at);
  if (at < text.size() && text[at] == '[') {
    const auto brackets = brackets_from(text, at);
    if (!brackets) return std::nullopt;
    const bool same_line = text.substr(at, brackets->close - at).find('\n') == std::string_view::npos;
    if (list.elements.empty() && same_line && entry->key_at.line == list.at.line) {
      // An empty list in brackets becomes one of lines; what is behind it on the line stays.
      const std::size_t gap = at - (text.find_last_not_of(" \t", at - 1) + 1);
      return std::vector{Edit{at - gap, brackets->close + 1 - at + gap, ""},
                         lines_before(document, list.at.line + 1, item(key_column + 2))};
    }
    const bool comma = list.elements.empty() || text[brackets->last - 1] == ',';
    return std::vector{
        Edit{brackets->last, 0, (comma ? (list.elements.empty() ? "" : " ") : ", ") + std::string(flow)}};
  }
  const std::size_t dash = list.at.column - 1;
  if (at >= text.size() || text[at] != '-') return std::nullopt;
  const bool in_braces = std::ranges::all_of(list.elements, [&](const yaml::Node& element) {
    const std::size_t start = document.offset(element.at);
    return start < text.size() && text[start] == '{';
  });
  const std::size_t behind = behind_block(document, list.elements.back().at.line, limit, key_column);
  const std::string braces = "- " + std::string(flow) + "\n";
  return std::vector{lines_before(
      document, behind, indented(in_braces ? std::string_view(braces) : lines, dash, document.line_end()))};
}

std::optional<std::size_t> end_of_scalar(const DocumentLines& document, const yaml::Node& scalar) {
  const std::string_view text = document.text();
  const std::size_t at = document.offset(scalar.at);
  if (at >= text.size()) return std::nullopt;
  if (!scalar.quoted)
    return text.substr(at).starts_with(scalar.text) ? std::optional(at + scalar.text.size()) : std::nullopt;
  if (text[at] != '"' && text[at] != '\'') return std::nullopt;
  const std::size_t end = end_of_quoted(text, at);
  const bool one_line =
      end != std::string_view::npos && text.substr(at, end - at).find('\n') == std::string_view::npos;
  return one_line ? std::optional(end) : std::nullopt;
}

std::string apply_edits(std::string_view text, const std::vector<Edit>& edits) {
  std::vector<Edit> sorted = edits;
  std::ranges::sort(sorted, {}, &Edit::at);
  std::string out;
  std::size_t from = 0;
  for (const Edit& edit : sorted) {
    out += text.substr(from, edit.at - from);
    out += edit.text;
    from = edit.at + edit.length;
  }
  return out + std::string(text.substr(from));
}

}  // namespace pushgate::policy
