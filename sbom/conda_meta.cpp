// SPDX-License-Identifier: Apache-2.0
#include "sbom/conda_meta.hpp"

// A conda environment (docs.conda.io, concepts/environments) has a folder conda-meta with one record a
// package, NAME-VERSION-BUILD.json; conda itself lives in such an environment, often /opt/conda (Trivy looks
// below envs/ only):
//
//   {"name": "numpy", "version": "1.26.4", "build": "py312heda63a1_0", "subdir": "linux-64",
//    "channel": "https://conda.anaconda.org/conda-forge/linux-64",     or `conda-forge` alone
//    "license": "BSD-3-Clause", "depends": ["libblas >=3.9.0,<4.0a0", "python_abi 3.12.* *_cp312"],
//    "url": "https://conda.anaconda.org/conda-forge/linux-64/numpy-….conda",
//    "md5": "<hex>", "sha256": "<hex>",                                of that archive
//    "files": ["lib/python3.12/site-packages/numpy/__init__.py", …], "paths_data": {…}}
//
// Both hashes are of the archive at url. A need may be written as `CHANNEL::NAME`; those that begin with `__`
// (`__glibc`) are properties of the machine.

#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_folder = "conda-meta/";
constexpr std::string_view k_ending = ".json";

std::string_view last_segment(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

/// A channel's name as the purl has it: without the server, an access token, and the platform's folder.
std::string_view channel_name(std::string_view channel, std::string_view subdir) {
  while (channel.ends_with('/')) channel.remove_suffix(1);
  if (!subdir.empty() && last_segment(channel) == subdir) {
    channel.remove_suffix(std::min(subdir.size() + 1, channel.size()));
  }
  return last_segment(channel);
}

/// The name of a match specification: `libblas >=3.9.0,<4.0a0`, `python=3.12`, `conda-forge::numpy`.
std::string_view needed_name(std::string_view text) {
  if (const std::size_t channel = text.find("::"); channel != std::string_view::npos) {
    text.remove_prefix(channel + 2);
  }
  text = text.substr(0, text.find_first_of(" \t=<>!~["));
  return text.starts_with("__") ? std::string_view() : text;
}

const json::Array* list_at(const json::Value& document, std::string_view name) {
  const auto* value = document.find(name);
  return value == nullptr ? nullptr : value->as_array();
}

}  // namespace

bool is_conda_meta(std::string_view path) {
  if (!path.ends_with(k_ending)) return false;
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || path.size() == slash + 1 + k_ending.size()) return false;
  const std::string_view folder = path.substr(0, slash + 1);
  return folder == k_folder || folder.ends_with("/conda-meta/");
}

Result<std::vector<model::Component>> conda_packages(std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(const auto document, json::parse(bytes, path));
  TRY_ASSIGN(const auto name, json::require_string(document, "name", path));
  TRY_ASSIGN(const auto version, json::require_string(document, "version", path));
  const auto subdir = document.string_at("subdir");
  TRY_ASSIGN(
      auto component,
      stated_component(
          {.ecosystem = "conda",
           .group = {},
           .name = name,
           .version = version,
           .qualifiers = {{"build", std::string(document.string_at("build"))},
                          {"channel", std::string(channel_name(document.string_at("channel"), subdir))},
                          {"subdir", std::string(subdir)}}},
          path));
  component.licenses = stated_licenses({std::string(document.string_at("license"))});
  if (const auto* depends = list_at(document, "depends")) {
    for (const auto& one : *depends) {
      const auto* text = one.as_string();
      const auto needed = text == nullptr ? std::string_view() : needed_name(*text);
      if (!needed.empty()) component.needs.emplace_back(needed);
    }
    sort_names(component.needs);
  }
  if (auto hash = hex_hash("MD5", document.string_at("md5"))) component.hashes.push_back(std::move(*hash));
  if (auto hash = hex_hash("SHA-256", document.string_at("sha256"))) {
    component.hashes.push_back(std::move(*hash));
  }
  return std::vector{std::move(component)};
}

std::vector<std::string> conda_owned(std::string_view bytes, const std::string& path) {
  std::vector<std::string> files;
  const auto document = json::parse(bytes, path);
  const auto* listed = document ? list_at(*document, "files") : nullptr;
  const std::size_t folder = path.rfind(k_folder);
  if (listed == nullptr || folder == std::string::npos) return files;
  const std::string environment = path.substr(0, folder);
  for (const auto& one : *listed) {
    const auto* file = one.as_string();
    // `..` leads out of the environment, and a `/` at the end would be a whole folder.
    if (file == nullptr || file->empty() || file->front() == '/' || file->back() == '/' ||
        file->find("..") != std::string::npos) {
      continue;
    }
    files.push_back(environment + *file);
  }
  return files;
}

}  // namespace pushgate::sbom
