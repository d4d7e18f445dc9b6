// SPDX-License-Identifier: Apache-2.0
#include "report/package.hpp"

#include <cstddef>

namespace pushgate::report {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Where `@version` starts, or npos. An @ before the last slash is an npm scope that nobody encoded.
std::size_t version_at(std::string_view purl) {
  const std::size_t at = purl.rfind('@');
  const std::size_t slash = purl.rfind('/');
  if (at == std::string_view::npos || (slash != std::string_view::npos && at <= slash + 1))
    return std::string_view::npos;
  return at;
}

}  // namespace

std::string_view without_version(std::string_view subject) {
  if (!subject.starts_with("pkg:")) return subject;
  subject = subject.substr(0, subject.find_first_of("?#"));
  return subject.substr(0, version_at(subject));
}

Package package_of(std::string_view subject) {
  if (!subject.starts_with("pkg:")) return {std::string(subject), ""};
  const std::string_view purl = subject.substr(4, subject.find_first_of("?#") - 4);
  const std::size_t at = version_at(purl);
  const std::string_view path = purl.substr(0, at);
  const std::size_t type_end = path.find('/');
  if (type_end == std::string_view::npos) return {std::string(subject), ""};
  const std::string_view type = path.substr(0, type_end);
  std::string_view name = path.substr(type_end + 1);
  if (type == "deb" || type == "rpm" || type == "apk") name = name.substr(name.rfind('/') + 1);
  return {percent_decoded(name),
          at == std::string_view::npos ? std::string() : percent_decoded(purl.substr(at + 1))};
}

}  // namespace pushgate::report
