// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/platform_promise.hpp"

// manylinux_2_17_x86_64 says it (PEP 600); older tags are names for such: manylinux1 is 2.5 (PEP 513),
// manylinux2010 is 2.12 (PEP 571), manylinux2014 is 2.17 (PEP 599).

#include <charconv>

#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

/// A number at the beginning of the text, which is taken away.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<GlibcVersion> glibc_of_platform(std::string_view tag) {
  if (take(tag, "manylinux1_")) return GlibcVersion{2, 5};
  if (take(tag, "manylinux2010_")) return GlibcVersion{2, 12};
  if (take(tag, "manylinux2014_")) return GlibcVersion{2, 17};
  if (!take(tag, "manylinux_")) return std::nullopt;
  const auto major = take_number(tag);
  if (!major || !take(tag, "_")) return std::nullopt;
  const auto minor = take_number(tag);
  if (!minor || !tag.starts_with('_')) return std::nullopt;
  return GlibcVersion{*major, *minor};
}

}  // namespace

std::string to_string(const GlibcVersion& version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

std::optional<GlibcVersion> glibc_of_symbol_version(std::string_view name) {
  if (name == "GLIBC_ABI_DT_RELR") return GlibcVersion{2, 36};
  if (!take(name, "GLIBC_")) return std::nullopt;
  const auto major = take_number(name);
  if (!major || !take(name, ".")) return std::nullopt;
  const auto minor = take_number(name);
  if (!minor || (!name.empty() && name[0] != '.')) return std::nullopt;
  return GlibcVersion{*major, *minor};
}

PlatformPromise platform_promise(const std::vector<python::Tag>& tags) {
  PlatformPromise promise;
  for (const auto& tag : tags) {
    promise.any = promise.any || tag.platform == "any";
    promise.musl = promise.musl || tag.platform.starts_with("musllinux_");
    const auto glibc = glibc_of_platform(tag.platform);
    if (glibc && (!promise.glibc || *glibc < *promise.glibc)) promise.glibc = glibc;
  }
  return promise;
}

}  // namespace pushgate::scanners
