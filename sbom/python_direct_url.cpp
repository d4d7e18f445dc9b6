// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_direct_url.hpp"

// direct_url.json (PEP 610), which installers leave beside METADATA:
//
//   {"url": "https://example.org/a-1.0.zip",
//    "archive_info": {"hash": "sha256=…", "hashes": {"sha256": "…"}}}        hash is the older form
//   {"url": "https://example.org/a.git", "subdirectory": "python",
//    "vcs_info": {"vcs": "git", "commit_id": "…", "requested_revision": "main"}}
//   {"url": "file:///src/a", "dir_info": {"editable": true}}

#include <algorithm>
#include <array>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_text_bytes = 4096;  // of a member that is written: a long path

/// hashlib's names and CycloneDX's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> k_algorithms = {
    {{"md5", "MD5"}, {"sha1", "SHA-1"}, {"sha256", "SHA-256"}, {"sha512", "SHA-512"}}};

bool is_plain(std::string_view text) {
  return text.size() <= k_text_bytes && is_utf8(text) && escape_controls(text) == text;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

/// `host` or `host:443`. A password with a `/` in it would end the authority early and look like a bad port.
bool is_host(std::string_view text) {
  if (text.find_first_of("@\\ ") != std::string_view::npos) return false;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return colon == std::string_view::npos ||
         text.substr(colon + 1).find_first_not_of("0123456789") == std::string_view::npos;
}

Result<void> add(model::Component& component, const char* name, std::string_view value,
                 const std::string& path) {
  if (value.empty()) return {};
  if (!is_plain(value)) {
    return fail(
        Error::unchecked(path, fmt::format("has a text for {} that is longer than 4096 bytes or not of "
                                           "one line",
                                           name)));
  }
  component.properties.emplace_back(name, value);
  return {};
}

Result<void> add_hash(model::Component& component, std::string_view algorithm, std::string_view hex,
                      const std::string& path) {
  const auto* const known =
      std::ranges::find(k_algorithms, algorithm, &std::pair<std::string_view, std::string_view>::first);
  if (known == k_algorithms.end()) return {};
  auto hash = hex_hash(known->second, hex);
  if (!hash)
    return fail(
        Error::unchecked(path, fmt::format("has a {} that is no such hash in hex digits", known->second)));
  if (std::ranges::find(component.hashes, *hash) == component.hashes.end()) {
    component.hashes.push_back(std::move(*hash));
    std::ranges::sort(component.hashes, {}, &model::Hash::algorithm);
  }
  return {};
}

Result<void> add_archive(model::Component& component, const json::Value& archive, const std::string& path) {
  if (const auto* hashes = archive.find("hashes"); hashes != nullptr && hashes->as_object() != nullptr) {
    for (const auto& [algorithm, hex] : hashes->as_object()->members()) {
      if (hex.as_string() != nullptr) TRY(add_hash(component, algorithm, *hex.as_string(), path));
    }
  }
  const std::string_view hash = archive.string_at("hash");
  const std::size_t equals = hash.find('=');
  if (equals == std::string_view::npos) return {};
  return add_hash(component, hash.substr(0, equals), hash.substr(equals + 1), path);
}

}  // namespace

std::string url_without_credentials(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos || !is_scheme(url.substr(0, colon))) return {};
  std::string_view rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find_first_of("?#"));
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view host = rest.substr(0, slash);
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (!is_host(host)) return {};
  return fmt::format("{}://{}{}", url.substr(0, colon), host, rest.substr(slash));
}

Result<void> add_python_direct_url(model::Component& component, std::string_view bytes,
                                   const std::string& path) {
  TRY_ASSIGN(const auto document, json::parse(bytes, path));
  if (document.as_object() == nullptr)
    return fail(Error::unchecked(path, "is no JSON object; expected PEP 610's"));
  TRY(add(component, "pushgate:python:direct-url", url_without_credentials(document.string_at("url")), path));
  TRY(add(component, "pushgate:python:direct-url:subdirectory", document.string_at("subdirectory"), path));
  if (const auto* vcs = document.find("vcs_info")) {
    TRY(add(component, "pushgate:python:direct-url:vcs", vcs->string_at("vcs"), path));
    TRY(add(component, "pushgate:python:direct-url:commit", vcs->string_at("commit_id"), path));
    TRY(add(component, "pushgate:python:direct-url:requested-revision", vcs->string_at("requested_revision"),
            path));
  }
  if (const auto* archive = document.find("archive_info")) TRY(add_archive(component, *archive, path));
  if (const auto* folder = document.find("dir_info")) {
    const auto* editable = folder->find("editable");
    const bool is_editable = editable != nullptr && editable->as_bool() != nullptr && *editable->as_bool();
    if (is_editable) TRY(add(component, "pushgate:python:direct-url:editable", "true", path));
  }
  return {};
}

}  // namespace pushgate::sbom
