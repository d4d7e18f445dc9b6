// SPDX-License-Identifier: Apache-2.0
#include "sbom/purl.hpp"

// ECMA-427, clause 5: scheme:type/namespace/name@version?qualifiers#subpath
//
// Read from the right: `#subpath`, then `?qualifiers`, then from the left `pkg:` and the type, then
// `@version` from the right, and what is left are the namespace's segments and the name. Each part is
// percent-encoded UTF-8. Letters, digits and `.-_~` are never encoded, nor is the colon; everything else is,
// but for the separators in their place. What a type changes stands in purl_types.cpp.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/percent.hpp"
#include "sbom/purl_types.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_purl_bytes = 8192;  // longer than any URL that tools pass on

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_type(std::string_view text) {
  if (text.empty() || !is_lower(text[0])) return false;
  return std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_key(std::string_view text) {
  if (text.empty() || !is_lower(text[0])) return false;
  return std::ranges::all_of(
      text, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

std::string encode(std::string_view text, bool slash_separates = false) {
  static constexpr char k_digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = is_lower(c) || is_upper(c) || is_digit(c) || c == '.' || c == '-' || c == '_' ||
                       c == '~' || c == ':' || (slash_separates && c == '/');
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += k_digits[static_cast<unsigned char>(c) >> 4];
      out += k_digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

std::string_view strip_slashes(std::string_view text) {
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

/// Splits at `/`, decodes each segment and joins again; empty segments fall away, and dots where they mean
/// directories. Nothing where a segment cannot be decoded or hides a slash.
std::optional<std::string> decode_segments(std::string_view text, bool drop_dots) {
  std::string out;
  while (!text.empty()) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto segment = percent_decode(text.substr(0, slash));
    text.remove_prefix(std::min(slash + 1, text.size()));
    if (!segment || segment->find('/') != std::string::npos) return std::nullopt;
    if (segment->empty() || (drop_dots && (*segment == "." || *segment == ".."))) continue;
    if (!out.empty()) out += '/';
    out += *segment;
  }
  return out;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 200)) + "'";
}

tl::unexpected<Error> bad(std::string_view whole, std::string what) {
  return fail(Error::unchecked("purl " + quoted(whole), std::move(what)));
}

Result<Purl> normalise(Purl purl, std::string_view whole) {
  purl.type = lower_case(purl.type);
  if (!is_type(purl.type)) {
    return bad(whole, "has no type; expected a letter, then letters, digits, '.' or '-'");
  }
  purl.name_space = strip_slashes(purl.name_space);
  purl.name = strip_slashes(purl.name);
  purl.subpath = strip_slashes(purl.subpath);
  if (purl.name.empty()) return bad(whole, "has no name");
  if (purl.name_space.find("//") != std::string::npos) return bad(whole, "has an empty namespace segment");
  std::map<std::string, std::string> qualifiers;
  for (auto& [key, value] : purl.qualifiers) {
    std::string folded = key;
    folded = lower_case(folded);
    if (!is_key(folded)) {
      return bad(whole,
                 fmt::format("has a qualifier key {}; expected a letter, then letters, digits, '.', '-' "
                             "or '_'",
                             quoted(key)));
    }
    if (!is_utf8(value)) return bad(whole, "is not UTF-8 once decoded");
    if (value.empty()) continue;
    if (!qualifiers.emplace(folded, value).second) {
      return bad(whole, fmt::format("has the qualifier {} twice", quoted(folded)));
    }
  }
  purl.qualifiers = std::move(qualifiers);
  for (const auto* part : {&purl.name_space, &purl.name, &purl.version, &purl.subpath}) {
    if (!is_utf8(*part)) return bad(whole, "is not UTF-8 once decoded");
  }
  normalise_for_type(purl);
  TRY(check_for_type(purl, whole));
  return purl;
}

/// `arch=amd64&distro=debian-12`. `whole` is the purl, for errors.
Result<std::map<std::string, std::string>> parse_qualifiers(std::string_view pairs, std::string_view whole) {
  std::map<std::string, std::string> out;
  while (!pairs.empty()) {
    const std::string_view pair = pairs.substr(0, std::min(pairs.find('&'), pairs.size()));
    pairs.remove_prefix(std::min(pair.size() + 1, pairs.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return bad(whole, fmt::format("has a qualifier {} without a value", quoted(pair)));
    }
    auto value = percent_decode(pair.substr(equals + 1));
    if (!value) return bad(whole, "has a broken percent-encoding");
    std::string key(pair.substr(0, equals));
    key = lower_case(key);
    if (!out.emplace(key, std::move(*value)).second) {
      return bad(whole, fmt::format("has the qualifier {} twice", quoted(key)));
    }
  }
  return out;
}

}  // namespace

Result<Purl> Purl::make(Purl parts) {
  const std::string shown = parts.type + "/" + parts.name;
  return normalise(std::move(parts), shown);
}

Result<Purl> Purl::parse(std::string_view text) {
  const std::string_view whole = text;
  if (text.size() > k_purl_bytes) return bad(text, "is longer than 8192 bytes");
  std::string scheme(text.substr(0, 4));
  scheme = lower_case(scheme);
  if (scheme != "pkg:") return bad(whole, "does not begin with 'pkg:'");
  text.remove_prefix(4);
  const auto undecodable = [&] { return bad(whole, "has a broken percent-encoding"); };

  Purl purl;
  if (const auto hash = text.rfind('#'); hash != std::string_view::npos) {
    const auto subpath = decode_segments(text.substr(hash + 1), true);
    if (!subpath) return undecodable();
    purl.subpath = *subpath;
    text = text.substr(0, hash);
  }
  if (const auto mark = text.rfind('?'); mark != std::string_view::npos) {
    TRY_ASSIGN(purl.qualifiers, parse_qualifiers(text.substr(mark + 1), whole));
    text = text.substr(0, mark);
  }
  text = strip_slashes(text);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return bad(whole, "has no type or no name; expected pkg:TYPE/NAME");
  purl.type = std::string(text.substr(0, slash));
  text.remove_prefix(slash + 1);
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    // A scope such as `@angular` begins a segment that another follows; a version follows a name.
    const bool begins_segment = at == 0 || text[at - 1] == '/';
    if (!begins_segment) {
      auto version = percent_decode(text.substr(at + 1));
      if (!version) return undecodable();
      purl.version = std::move(*version);
      text = text.substr(0, at);
    } else if (text.find('/', at) == std::string_view::npos) {
      return bad(whole, "has no name");
    }
  }
  text = strip_slashes(text);
  const std::size_t last = text.rfind('/');
  auto name = percent_decode(last == std::string_view::npos ? text : text.substr(last + 1));
  const auto name_space = decode_segments(last == std::string_view::npos ? "" : text.substr(0, last), false);
  if (!name || !name_space) return undecodable();
  purl.name = std::move(*name);
  purl.name_space = *name_space;
  return normalise(std::move(purl), whole);
}

std::string Purl::to_string() const {
  std::string out = "pkg:" + type + "/";
  if (!name_space.empty()) out += encode(name_space, true) + "/";
  out += encode(name);
  if (!version.empty()) out += "@" + encode(version);
  char separator = '?';
  for (const auto& [key, value] : qualifiers) {
    out += separator + key + "=" + encode(value);
    separator = '&';
  }
  if (!subpath.empty()) out += "#" + encode(subpath, true);
  return out;
}

}  // namespace pushgate::sbom
