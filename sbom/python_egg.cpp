// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_egg.hpp"

// An egg is a folder or, where its code can be run from there, a zip of one (setuptools, "The Internal
// Structure of Python Eggs"); easy_install left them in site-packages:
//
//   a-1.0-py3.9.egg
//     EGG-INFO/PKG-INFO         as METADATA of a wheel
//     EGG-INFO/requires.txt     what it needs; may be missing
//     a/__init__.py

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "adapter/archive/zip_content.hpp"
#include "base/format.hpp"
#include "base/memory_file.hpp"
#include "sbom/python_cataloger.hpp"
#include "sbom/python_environment.hpp"
#include "sbom/python_needs.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint64_t k_egg_bytes = 64u << 20;  // is held in memory; setuptools' own has 1 MiB
constexpr std::size_t k_text_bytes = 1u << 20;    // of a description; long ones have 100 KB
constexpr std::string_view k_metadata = "EGG-INFO/PKG-INFO";
constexpr std::string_view k_requires = "EGG-INFO/requires.txt";

/// The whole file, so that an error of the archive is never one of its storage.
Result<std::string> bytes_of(const RandomAccess& file, const std::string& path) {
  std::string bytes(static_cast<std::size_t>(file.size()), '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto rest = std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()).subspan(at);
    TRY_ASSIGN(const std::size_t count, file.read_at(at, rest));
    if (count == 0) return fail(Error::unchecked(path, "ends before its size"));
    at += count;
  }
  return bytes;
}

Result<std::optional<std::string>> text_of(const RandomAccess& file, const archive::ZipDirectory& directory,
                                           std::string_view name) {
  const auto member = std::ranges::find(directory.members, name, &archive::ZipMember::name);
  if (member == directory.members.end()) return std::nullopt;
  // Python takes the last, other readers the first.
  if (std::ranges::count(directory.members, name, &archive::ZipMember::name) > 1) {
    return fail(Error::unchecked(std::string(name), fmt::format("has more than one {}", name)));
  }
  TRY_ASSIGN(auto text, archive::zip_member_text(file, *member, k_text_bytes, std::string(name)));
  return std::optional(std::move(text));
}

std::string inside(const std::string& path, std::string_view name) {
  return fmt::format("{}/{}", path, name);
}

Result<std::vector<std::string>> needs_of(std::string_view requires_text, const std::string& path) {
  return python_egg_needs(requires_text, inside(path, k_requires), python_environment_of(path));
}

/// The members of the object that is kept. What could not be understood later is told now.
Result<json::Object> look_into(const RandomAccess& egg, const std::string& path) {
  TRY_ASSIGN(const auto directory, archive::read_zip_directory(egg, path));
  TRY(archive::refuse_unsound(directory, path));
  TRY_ASSIGN(auto metadata, text_of(egg, directory, k_metadata));
  if (!metadata) return fail(Error::unchecked(path, fmt::format("has no {}", k_metadata)));
  TRY(python_packages(*metadata, inside(path, k_metadata)));
  json::Object out{{"kind", "python-egg"}, {"metadata", std::move(*metadata)}};
  const auto take_needs = [&]() -> Result<void> {
    TRY_ASSIGN(auto text, text_of(egg, directory, k_requires));
    if (!text) return {};
    TRY(needs_of(*text, path));
    out.set("requires", std::move(*text));
    return {};
  };
  if (const auto taken = take_needs(); !taken) {
    out.set("unread", fmt::format("{}: {}", k_requires, taken.error().what));
  }
  return out;
}

}  // namespace

bool is_python_egg(std::string_view path) {
  return path.ends_with(".egg");
}

Result<std::string> probe_python_egg(const std::string& path, const RandomAccess& file) {
  const auto unread = [](std::string reason) {
    return json::write(json::Object{{"kind", "python-egg"}, {"unread", std::move(reason)}});
  };
  if (file.size() > k_egg_bytes) return unread("is larger than 64 MiB, which is not looked into");
  TRY_ASSIGN(const auto bytes, bytes_of(file, path));
  auto found = look_into(MemoryFile(bytes), path);
  return found ? json::write(std::move(*found)) : unread(found.error().what);
}

Result<std::vector<model::Component>> python_egg_packages(const json::Value& document,
                                                          const std::string& path) {
  const auto* const metadata = document.find("metadata");
  if (metadata == nullptr) return std::vector<model::Component>();
  if (metadata->as_string() == nullptr)
    return fail(Error::unchecked(path, "was kept with metadata that is no text"));
  TRY_ASSIGN(auto components, python_packages(*metadata->as_string(), inside(path, k_metadata)));
  TRY_ASSIGN(const auto needs, needs_of(document.string_at("requires"), path));
  for (auto& component : components) {
    component.inner_path = k_metadata;
    component.needs.insert(component.needs.end(), needs.begin(), needs.end());
    sort_names(component.needs);
  }
  return components;
}

}  // namespace pushgate::sbom
