// SPDX-License-Identifier: Apache-2.0
//
// None of these files is parsed by its grammar: one with an error in it holds its secrets all the same, and a
// history line is only a part of one.
#include "scanners/secrets/credentials.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "base/ascii.hpp"
#include "base/lines.hpp"
#include "base/slash_path.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_blank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(k_blank), text.size()));
  return text.substr(0, text.find_last_not_of(k_blank) + 1);
}

std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

/// A variable, a hole to be filled, or stars: `${TOKEN}`, `$TOKEN`, `%TOKEN%`, `<token>`, `{token}`, `xxxx`.
bool is_placeholder(std::string_view secret) {
  return secret.empty() || std::string_view("$%<{").find(secret[0]) != std::string_view::npos ||
         secret.find_first_not_of(secret[0]) == std::string_view::npos;
}

void add(std::vector<Credential>& found, std::string_view kind, std::string_view secret) {
  if (!is_placeholder(secret)) found.push_back({kind, secret});
}

// --- docker ---

/// Takes the word of a member's name or value, quoted as in JSON or, where JSON stands in a text of JSON or a
/// shell, with backslashes before the quotes.
std::string_view take_quoted(std::string_view& text) {
  const std::size_t escapes = std::min(text.find_first_not_of('\\'), text.size());
  if (!text.substr(escapes).starts_with('"')) return {};
  text.remove_prefix(escapes + 1);
  const std::size_t end = std::min(text.find_first_of("\"\r\n"), text.size());
  std::string_view word = text.substr(0, end);
  if (!text.substr(end).starts_with('"')) return {};
  text.remove_prefix(end + 1);
  while (word.ends_with('\\')) word.remove_suffix(1);
  return word;
}

/// `user:password` in base 64, as docker writes it or without padding.
bool is_login(std::string_view text) {
  std::string padded;
  for (const char c : text) {
    if (c != '\\' && c != '=') padded += c;  // `\/` is one way to write a slash in JSON
  }
  padded.resize((padded.size() + 3) / 4 * 4, '=');
  const auto login = crypto::decode_base64(padded);
  if (!login) return false;
  const std::size_t colon = login->find(':');
  // docker writes NUL bytes behind some passwords.
  return colon != std::string::npos && colon > 0 &&
         !is_placeholder(std::string_view(*login).substr(colon + 1)) &&
         std::ranges::all_of(*login,
                             [](char c) { return c == '\0' || static_cast<unsigned char>(c) >= ' '; });
}

void find_docker_members(std::string_view text, std::vector<Credential>& found) {
  constexpr std::array k_names = {std::string_view("auth"), std::string_view("identitytoken"),
                                  std::string_view("registrytoken")};
  for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    std::string_view rest = text.substr(at);
    const std::string_view name = take_quoted(rest);
    if (std::ranges::find(k_names, name) == k_names.end()) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of(k_blank), rest.size()));
    if (!rest.starts_with(':')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(k_blank), rest.size()));
    const std::string_view value = take_quoted(rest);
    if (name != "auth") {
      add(found, "token of a docker configuration", value);
    } else if (is_login(value)) {
      found.push_back({"login of a docker configuration", value});
    }
  }
}

// --- URLs ---

void find_url_passwords(std::string_view text, std::vector<Credential>& found) {
  constexpr std::string_view k_mark = "://";
  for (std::size_t at = text.find(k_mark); at != std::string_view::npos; at = text.find(k_mark, at + 1)) {
    if (!text.substr(0, at).ends_with("http") && !text.substr(0, at).ends_with("https")) continue;
    const std::string_view authority = [&] {
      const std::string_view rest = text.substr(at + k_mark.size());
      return rest.substr(0, rest.find_first_of("/?# \t\r\n\"'<>\\`"));
    }();
    const std::size_t end = authority.rfind('@');
    if (end == std::string_view::npos) continue;
    const std::size_t colon = authority.find(':');
    if (colon >= end) continue;
    add(found, "password of a URL", authority.substr(colon + 1, end - colon - 1));
  }
}

// --- headers ---

/// `Authorization: Basic BASE64`, as curl is told it, and as actions/checkout leaves it in .git/config.
void find_basic_headers(std::string_view text, std::vector<Credential>& found) {
  constexpr std::string_view k_scheme = "asic ";
  for (std::size_t at = text.find(k_scheme); at != std::string_view::npos; at = text.find(k_scheme, at + 1)) {
    if (at == 0 || lower_case(text[at - 1]) != 'b') continue;
    const std::string_view rest = text.substr(at + k_scheme.size());
    const std::string_view login = rest.substr(0, rest.find_first_of(" \t\r\n\"'\\"));
    if (is_login(login)) found.push_back({"login of an HTTP header", login});
  }
}

void find_git_logins(std::string_view text, std::vector<Credential>& found) {
  find_url_passwords(text, found);
  find_basic_headers(text, found);
}

// --- files of lines ---

/// `machine H login U password P`, the words in any order and on any lines.
void find_netrc_passwords(std::string_view text, std::vector<Credential>& found) {
  bool is_next = false;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(k_blank), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(k_blank));
    text.remove_prefix(word.size());
    if (is_next) add(found, "password of a .netrc", unquoted(word));
    is_next = !is_next && word == "password";
  }
}

/// The values of keys that end in one of these words, in files of `key = value` or `key: value` lines.
template <std::size_t N>
void find_values(std::string_view text, const std::array<std::string_view, N>& keys, std::string_view kind,
                 std::vector<Credential>& found) {
  while (!text.empty()) {
    const std::string_view line = trimmed(take_text_line(text));
    if (line.starts_with('#') || line.starts_with(';')) continue;
    const std::size_t sign =
        line.find_first_of("=:", line.starts_with("//") ? line.find_last_of(':') + 1 : 0);
    if (sign == std::string_view::npos) continue;
    const std::string key = lower_case(trimmed(line.substr(0, sign)));
    if (std::ranges::none_of(keys, [&](std::string_view word) { return key.ends_with(word); })) continue;
    add(found, kind, unquoted(trimmed(line.substr(sign + 1))));
  }
}

void find_pypirc_passwords(std::string_view text, std::vector<Credential>& found) {
  find_values(text, std::array{std::string_view("password")}, "password of a .pypirc", found);
  find_url_passwords(text, found);
}

void find_npmrc_tokens(std::string_view text, std::vector<Credential>& found) {
  find_values(
      text,
      std::array{std::string_view("_authtoken"), std::string_view("_password"), std::string_view("_auth")},
      "token of an .npmrc", found);
  find_url_passwords(text, found);
}

/// A kind of file that logins are kept in.
struct Kind {
  std::string_view name;  // lower case; of the file, or with its folder
  void (*find)(std::string_view, std::vector<Credential>&);
};
constexpr std::array k_kinds = {
    Kind{"config.json", find_docker_members}, Kind{"auth.json", find_docker_members},
    Kind{".dockercfg", find_docker_members},  Kind{".dockerconfigjson", find_docker_members},
    Kind{".netrc", find_netrc_passwords},     Kind{"_netrc", find_netrc_passwords},
    Kind{".pypirc", find_pypirc_passwords},   Kind{"pip.conf", find_url_passwords},
    Kind{"pip.ini", find_url_passwords},      Kind{".npmrc", find_npmrc_tokens},
    Kind{"npmrc", find_npmrc_tokens},         Kind{".git-credentials", find_url_passwords},
    Kind{".git/config", find_git_logins},     Kind{".gitconfig", find_git_logins},
};

const Kind* kind_of(std::string_view path) {
  const std::string_view name = name_of(path);
  const std::string_view folder = name_of(parent_of(path));
  const auto found = std::ranges::find_if(k_kinds, [&](const Kind& kind) {
    return same_letters(name_of(kind.name), name) &&
           (parent_of(kind.name).empty() || parent_of(kind.name) == folder);
  });
  return found == k_kinds.end() ? nullptr : &*found;
}

}  // namespace

bool is_credential_file(std::string_view path) {
  return kind_of(path) != nullptr;
}

std::vector<Credential> file_credentials(std::string_view path, std::string_view text) {
  std::vector<Credential> found;
  if (const Kind* const kind = kind_of(path)) kind->find(text, found);
  return found;
}

std::vector<Credential> text_credentials(std::string_view text) {
  std::vector<Credential> found;
  find_docker_members(text, found);
  find_url_passwords(text, found);
  find_basic_headers(text, found);
  return found;
}

}  // namespace pushgate::scanners
