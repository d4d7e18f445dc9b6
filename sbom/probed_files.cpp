// SPDX-License-Identifier: Apache-2.0
#include "sbom/probed_files.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "sbom/executable_probe.hpp"
#include "sbom/java_archive.hpp"
#include "sbom/python_egg.hpp"

namespace pushgate::sbom {

namespace {

using Kind = ProbedFile::Kind;
using Packages = Result<std::vector<model::Component>>;

Packages no_packages(const json::Value& /*probed*/, const std::string& /*path*/) {
  return std::vector<model::Component>();
}

Packages packages_of_executable(const json::Value& probed, const std::string& path) {
  auto packages = executable_packages(probed);
  if (!packages) return fail(Error::unchecked(path, packages.error().what));
  return packages;
}

struct KindOfFile {
  std::string_view name;
  Kind kind;
  Packages (*packages)(const json::Value& probed, const std::string& path);
};

constexpr std::array k_kinds = {
    KindOfFile{"archive", Kind::archive, java_packages},
    KindOfFile{"executable", Kind::executable, packages_of_executable},
    KindOfFile{"pyc", Kind::compiled, no_packages},
    KindOfFile{"python-egg", Kind::archive, python_egg_packages},
    KindOfFile{"script", Kind::script, no_packages},
};

struct Document {
  json::Value value;
  const KindOfFile* kind = nullptr;
};

Result<Document> parse(std::string_view text, const std::string& path) {
  TRY_ASSIGN(auto value, json::parse(text, path, {.bytes = limits::k_kept_file_bytes}));
  const std::string_view name = value.string_at("kind");
  const auto* const found = std::ranges::find(k_kinds, name, &KindOfFile::name);
  if (found == k_kinds.end())
    return fail(
        Error::unchecked(path, fmt::format("was kept as a file of the kind '{}', which is unknown", name)));
  return Document{std::move(value), found};
}

}  // namespace

Result<ProbedFile> read_probed_file(std::string_view text, const std::string& path) {
  TRY_ASSIGN(const auto document, parse(text, path));
  const json::Value* const shared = document.value.find("shared");
  return ProbedFile{.kind = document.kind->kind,
                    .format = std::string(document.value.string_at("format")),
                    .shared = shared != nullptr && shared->as_bool() != nullptr && *shared->as_bool(),
                    .unread = std::string(document.value.string_at("unread"))};
}

Result<std::vector<model::Component>> probed_packages(std::string_view text, const std::string& path) {
  TRY_ASSIGN(const auto document, parse(text, path));
  return document.kind->packages(document.value, path);
}

}  // namespace pushgate::sbom
