// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/pem.hpp"

#include "adapter/crypto/base64.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

// RFC 7468: `-----BEGIN label-----`, base64 in lines, `-----END label-----`. The headers that RFC 1421 has
// between (`Proc-Type: 4,ENCRYPTED`) belong to forms that are not read here.

namespace {

constexpr std::size_t k_limit = 64u << 10;
constexpr std::string_view k_begin = "-----BEGIN ";
constexpr std::string_view k_end = "-----END ";
constexpr std::string_view k_dashes = "-----";
constexpr std::string_view k_white_space = " \t\r\n";

tl::unexpected<Error> bad(std::string_view name, std::string what) {
  return fail(Error::misuse(std::string(name), std::move(what)));
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(k_white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_white_space) + 1 - first);
}

std::string without_white_space(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (k_white_space.find(c) == std::string_view::npos) out += c;
  }
  return out;
}

}  // namespace

Result<Pem> read_pem(std::string_view text, std::string_view name) {
  if (text.size() > k_limit) {
    return bad(name, fmt::format("is {} bytes long; expected a key of at most {}", text.size(), k_limit));
  }
  std::string_view rest = trim(text);
  if (!rest.starts_with(k_begin)) return bad(name, "is no PEM text; expected a line -----BEGIN …-----");
  rest.remove_prefix(k_begin.size());
  const std::size_t label_end = rest.find(k_dashes);
  if (label_end == std::string_view::npos || rest.substr(0, label_end).find('\n') != std::string_view::npos) {
    return bad(name, "is no PEM text; its BEGIN line does not end in five dashes");
  }
  const std::string label(rest.substr(0, label_end));
  rest.remove_prefix(label_end + k_dashes.size());

  const std::string end = fmt::format("{}{}{}", k_end, label, k_dashes);
  const std::size_t body_end = rest.find(end);
  if (body_end == std::string_view::npos) return bad(name, "is cut short; expected a line " + end);
  if (body_end + end.size() != rest.size()) {
    return bad(name, "has text after its line " + end + "; expected one key");
  }
  auto bytes = decode_base64(without_white_space(rest.substr(0, body_end)));
  if (!bytes) return bad(name, "has a PEM body that is no base64: it " + bytes.error().what);
  return Pem{label, std::move(*bytes)};
}

std::string write_pem(std::string_view label, std::string_view bytes) {
  const std::string body = encode_base64(bytes);
  std::string out = fmt::format("{}{}{}\n", k_begin, label, k_dashes);
  for (std::size_t i = 0; i < body.size(); i += 64) out.append(body, i, 64).append("\n");
  return out + fmt::format("{}{}{}\n", k_end, label, k_dashes);
}

}  // namespace pushgate::crypto
