// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/here_document.hpp"

#include <algorithm>
#include <string>

#include "plan/dockerfile/shell_lexer.hpp"

namespace pushgate::dockerfile {

namespace {

std::ptrdiff_t quotes_in(std::string_view text) {
  return std::count(text.begin(), text.end(), '\'') + std::count(text.begin(), text.end(), '"');
}

}  // namespace

Result<std::optional<HereDocument>> here_document_of(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (!word.starts_with("<<")) return std::nullopt;
  word.remove_prefix(2);
  const bool strip_tabs = word.starts_with('-');
  if (strip_tabs) word.remove_prefix(1);
  word.remove_prefix(std::min(word.find_first_not_of(" \t\n\f\r"), word.size()));
  if (word.empty() || word.find('<') != std::string_view::npos) return std::nullopt;

  ExpansionBudget budget;
  TRY_ASSIGN(auto name, lex(word, {}, {.keep_unset = true}, budget));
  if (name.words.size() != 1) return std::nullopt;
  TRY_ASSIGN(const auto raw, lex(word, {}, {.keep_quotes = true, .keep_unset = true}, budget));
  if (raw.words.size() != 1) {
    return fail(Error::refused("", "the name of a here-document is quoted in part; expected one word"));
  }
  const bool quoted = quotes_in(name.words[0]) != quotes_in(raw.words[0]);
  return HereDocument{std::move(name.words[0]), {}, !quoted, strip_tabs};
}

Result<std::vector<HereDocument>> here_documents_of(std::string_view line) {
  ExpansionBudget budget;
  const auto lexed = lex(line, {}, {.keep_quotes = true, .keep_escapes = true, .keep_unset = true}, budget);
  std::vector<HereDocument> out;
  if (!lexed) return out;  // a quote may be for the shell to complain about
  for (const auto& word : lexed->words) {
    TRY_ASSIGN(auto document, here_document_of(word));
    if (document) out.push_back(std::move(*document));
  }
  return out;
}

std::string content_of(const HereDocument& document) {
  if (!document.strip_tabs) return document.content;
  std::string out;
  bool at_start = true;
  for (const char c : document.content) {
    if (at_start && c == '\t') continue;
    out += c;
    at_start = c == '\n';
  }
  return out;
}

}  // namespace pushgate::dockerfile
