// SPDX-License-Identifier: Apache-2.0
#include "python/dependency.hpp"

#include <algorithm>
#include <utility>

#include "python/white_space.hpp"

// PEP 508, as installers read it:
//
//   NAME [EXTRA, …] (CLAUSES) ; MARKER           the brackets and parentheses and all in them may be missing,
//   NAME [EXTRA, …] CLAUSES ; MARKER             a comma may end the clauses
//   NAME [EXTRA, …] @ URL ; MARKER               a blank ends the URL, a semicolon does not
//
// Spaces and tabs may stand between any two; after an operator (`>=`) white space of any kind.

namespace pushgate::python {

namespace {

constexpr std::size_t k_dependency_bytes = 256u << 10;  // those that people write have less than 2 KiB

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Unlike is_package_name, a `_` at its end is let through: the metadata of some distributions has it.
Result<std::string> read_name(DependencyCursor& cursor, std::string_view what) {
  const auto start = cursor.position();
  const auto word = cursor.take_word(true);
  const bool good = !word.empty() && is_letter_or_digit(word.front()) &&
                    (is_letter_or_digit(word.back()) || word.back() == '_');
  if (!good) return fail(cursor.error_at(start, what));
  return std::string(word);
}

Result<std::vector<std::string>> read_extras(DependencyCursor& cursor) {
  std::vector<std::string> extras;
  if (!cursor.take('[')) return extras;
  cursor.skip_blanks();
  if (cursor.take(']')) return extras;
  while (true) {
    TRY_ASSIGN(auto extra, read_name(cursor, "the name of an extra"));
    extras.push_back(std::move(extra));
    cursor.skip_blanks();
    if (cursor.take(']')) return extras;
    if (!cursor.take(',')) return fail(cursor.error("',' or ']' after the name of an extra"));
    cursor.skip_blanks();
  }
}

std::size_t operand_end(std::string_view text, std::size_t at, bool arbitrary) {
  while (at < text.size() && space_length(text.substr(at)) != 0) at += space_length(text.substr(at));
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ';' || c == ')' || (c == ',' && !arbitrary) || space_length(text.substr(at)) != 0) break;
  }
  return at;
}

// The clauses as text, without the blanks around commas.
Result<SpecifierSet> read_clauses(DependencyCursor& cursor) {
  std::string all;
  while (!cursor.at_end() &&
         std::string_view("=~!<>").find(cursor.rest().front()) != std::string_view::npos) {
    const auto start = cursor.position();
    const auto rest = cursor.rest();
    // `===` takes any text, commas included; what they part must be clauses all the same.
    const bool arbitrary = rest.starts_with("===");
    const auto symbol = arbitrary ? 3 : std::min(rest.find_first_not_of("=~!<>"), rest.size());
    const auto clause = cursor.take_bytes(operand_end(rest, symbol, arbitrary));
    if (!SpecifierSet::parse(clause))
      return fail(cursor.error_at(start, "a version clause of PEP 440, such as >=1.0 or ==1.2.*"));
    all += clause;
    cursor.skip_blanks();
    if (!cursor.take(',')) break;
    all += ',';
    cursor.skip_blanks();
  }
  auto set = SpecifierSet::parse(all);
  if (!set) return fail(cursor.error("version clauses of PEP 440 before here"));
  return std::move(*set);
}

Result<SpecifierSet> read_specifier(DependencyCursor& cursor) {
  const auto start = cursor.position();
  if (!cursor.take('(')) return read_clauses(cursor);
  cursor.skip_blanks();
  TRY_ASSIGN(auto set, read_clauses(cursor));
  cursor.skip_blanks();
  if (!cursor.take(')'))
    return fail(cursor.error_at(start, "a ')' for this '(', and version clauses between them"));
  return set;
}

}  // namespace

Result<Dependency> parse_dependency(std::string_view text, std::string_view where) {
  DependencyCursor cursor(text, where);
  if (text.size() > k_dependency_bytes) return fail(cursor.error("a dependency of at most 256 KiB"));
  Dependency dependency;
  cursor.skip_blanks();
  TRY_ASSIGN(dependency.name, read_name(cursor, "the name of a distribution"));
  cursor.skip_blanks();
  TRY_ASSIGN(dependency.extras, read_extras(cursor));
  cursor.skip_blanks();
  const bool has_url = cursor.take('@');
  if (has_url) {
    cursor.skip_blanks();
    const auto rest = cursor.rest();
    dependency.url = cursor.take_bytes(std::min(rest.find_first_of(" \t"), rest.size()));
    if (dependency.url.empty()) return fail(cursor.error("a URL after '@'"));
  } else {
    TRY_ASSIGN(dependency.specifier, read_specifier(cursor));
  }
  cursor.skip_blanks();
  if (cursor.at_end()) return dependency;
  if (!cursor.take(';')) {
    return fail(
        cursor.error(has_url ? "';' and a marker after the URL, or the end"
                             : "'[', '@', version clauses parted by commas, ';' and a marker, or the end"));
  }
  TRY_ASSIGN(dependency.marker, read_marker(cursor));
  if (!cursor.at_end()) return fail(cursor.error("'and', 'or' or the end of the marker"));
  return dependency;
}

}  // namespace pushgate::python
