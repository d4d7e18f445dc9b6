// SPDX-License-Identifier: Apache-2.0
//
// How builders write a HEALTHCHECK step into an image's history (`created_by`):
//
//   HEALTHCHECK &{["CMD-SHELL" "curl -f localhost/health"] "30s" "5s" "0s" "0s" '\x03'}     BuildKit, and
//   with /bin/sh -c #(nop)  HEALTHCHECK &{[…] …}                                                  this before
//   it docker:
//                                                                                            Go's %q
//   /bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD ["curl", "-f", "localhost/health"]       buildah: the
//   /bin/sh -c #(nop) HEALTHCHECK CMD curl -f localhost/health                               instruction
//   itself
#include "scanners/plan/health_history.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "adapter/json/json.hpp"

namespace pushgate::scanners {

namespace {

using Words = std::optional<std::vector<std::string>>;

constexpr std::string_view k_no_operation = "/bin/sh -c #(nop)";
constexpr std::string_view k_keyword = "HEALTHCHECK ";
constexpr std::string_view k_space = " \t";

void skip_space(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(k_space), text.size()));
}

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

/// `"a b"` in Go's quotes, of whose escapes those that words have.
std::optional<std::string> take_quoted(std::string_view& text) {
  if (!take(text, "\"")) return std::nullopt;
  std::string word;
  while (!text.empty() && text.front() != '"') {
    char c = text.front();
    text.remove_prefix(1);
    if (c == '\\') {
      if (text.empty()) return std::nullopt;
      c = text.front();
      text.remove_prefix(1);
      if (c == 'n') {
        c = '\n';
      } else if (c == 't') {
        c = '\t';
      } else if (c != '\\' && c != '"') {
        return std::nullopt;
      }
    }
    word += c;
  }
  if (!take(text, "\"")) return std::nullopt;
  return word;
}

/// `["CMD-SHELL" "curl …"] …`
Words read_go_list(std::string_view text) {
  std::vector<std::string> words;
  while (!take(text, "]")) {
    skip_space(text);
    auto word = take_quoted(text);
    if (!word) return std::nullopt;
    words.push_back(std::move(*word));
  }
  if (words.empty()) return std::nullopt;  // the base image's stays
  return words;
}

Words read_json_list(std::string_view text) {
  const auto value = json::parse(text, "HEALTHCHECK");
  if (!value || value->as_array() == nullptr) return std::nullopt;
  std::vector<std::string> words = {"CMD"};
  for (const auto& word : *value->as_array()) {
    if (word.as_string() == nullptr) return std::nullopt;
    words.push_back(*word.as_string());
  }
  return words;
}

/// What follows the keyword in a Dockerfile.
Words read_instruction(std::string_view text) {
  for (skip_space(text); text.starts_with("--"); skip_space(text)) {
    text.remove_prefix(std::min(text.find_first_of(k_space), text.size()));
  }
  if (text.starts_with("NONE")) return std::vector<std::string>{"NONE"};
  if (!take(text, "CMD")) return std::nullopt;
  skip_space(text);
  if (text.starts_with("[")) return read_json_list(text);
  return std::vector<std::string>{"CMD-SHELL", std::string(text)};
}

/// What follows the keyword in a HEALTHCHECK step.
std::optional<std::string_view> healthcheck_of(std::string_view step) {
  take(step, k_no_operation);
  skip_space(step);
  if (!take(step, k_keyword)) return std::nullopt;
  skip_space(step);
  return step;
}

}  // namespace

std::optional<std::vector<std::string>> healthcheck_of_history(const oci::Config& config) {
  for (auto step = config.history.rbegin(); step != config.history.rend(); ++step) {
    auto text = healthcheck_of(step->created_by);
    if (text) return take(*text, "&{[") ? read_go_list(*text) : read_instruction(*text);
  }
  return std::nullopt;
}

}  // namespace pushgate::scanners
