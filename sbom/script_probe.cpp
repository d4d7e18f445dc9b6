// SPDX-License-Identifier: Apache-2.0
#include "sbom/script_probe.hpp"

// How installers let a script name its interpreter:
//
//   #!/usr/bin/python3
//
//   #!/bin/sh                                          where the path is long or has blanks
//   '''exec' "/opt/my python/bin/python3" "$0" "$@"    quoted once, twice or not at all
//   ' '''
//
//   #!/bin/sh                                          uv, in an environment that can be moved
//   '''exec' "$(dirname -- "$(realpath -- "$0")")"/'python' "$0" "$@"
//   ' '''

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/lines.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_script_bytes = 16u << 10;  // what installers write has some hundred

/// Whether a shell takes the text for itself, between quotes.
bool is_literal(std::string_view text) {
  return text.find_first_of("'\"$`\\") == std::string_view::npos && is_utf8(text) &&
         escape_controls(text) == text;
}

bool is_path(std::string_view text, bool may_have_blanks) {
  return text.starts_with('/') && is_literal(text) &&
         (may_have_blanks || text.find_first_of(" \t;&|<>()*?[#~") == std::string_view::npos);
}

std::optional<std::string> of_exec(std::string_view line) {
  constexpr std::string_view k_begin = "'''exec' ";
  constexpr std::string_view k_end = R"( "$0" "$@")";
  constexpr std::string_view k_beside = R"sh("$(dirname -- "$(realpath -- "$0")")"/')sh";
  if (!line.starts_with(k_begin) || !line.ends_with(k_end) || line.size() < k_begin.size() + k_end.size())
    return std::nullopt;
  line.remove_prefix(k_begin.size());
  line.remove_suffix(k_end.size());
  const bool is_beside = line.starts_with(k_beside) && line.ends_with('\'') && line.size() > k_beside.size();
  if (is_beside) {
    const auto name = line.substr(k_beside.size(), line.size() - k_beside.size() - 1);
    const bool is_name = !name.empty() && is_literal(name) && name.find('/') == std::string_view::npos;
    return is_name ? std::optional("./" + std::string(name)) : std::nullopt;
  }
  const bool is_quoted = line.size() >= 2 && (line[0] == '"' || line[0] == '\'') && line.back() == line[0];
  if (is_quoted) line = line.substr(1, line.size() - 2);
  return is_path(line, is_quoted) ? std::optional(std::string(line)) : std::nullopt;
}

/// Takes the lines off the text that name the interpreter.
std::optional<std::string> take_interpreter(std::string_view& text) {
  auto line = take_line(text);
  if (!line.starts_with("#!")) return std::nullopt;
  line.remove_prefix(2);
  if (line != "/bin/sh") return is_path(line, false) ? std::optional(std::string(line)) : std::nullopt;
  auto path = of_exec(take_line(text));
  return take_line(text) == "' '''" ? std::move(path) : std::nullopt;
}

}  // namespace

Result<std::string> probe_script(const RandomAccess& file) {
  json::Object out{{"kind", "script"}};
  if (file.size() > k_script_bytes) return json::write(out);
  std::string bytes(static_cast<std::size_t>(file.size()), '\0');
  TRY_ASSIGN(const std::size_t count,
             file.read_at(0, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}));
  std::string_view text = std::string_view(bytes).substr(0, count);
  if (auto interpreter = take_interpreter(text)) {
    out.set("interpreter", std::move(*interpreter));
    out.set("body", crypto::sha256(text).hex());
  }
  return json::write(out);
}

std::optional<ProbedScript> probed_script(std::string_view probed) {
  const auto document = json::parse(probed, "script");
  if (!document || document->string_at("kind") != "script") return std::nullopt;
  const auto body = Digest::parse_hex(document->string_at("body"));
  if (!body) return std::nullopt;
  return ProbedScript{std::string(document->string_at("interpreter")), *body};
}

}  // namespace pushgate::sbom
