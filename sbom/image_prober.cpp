// SPDX-License-Identifier: Apache-2.0
#include "sbom/image_prober.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sbom/executable_file.hpp"
#include "sbom/executable_probe.hpp"
#include "sbom/java_archive.hpp"
#include "sbom/java_names.hpp"
#include "sbom/python_egg.hpp"
#include "sbom/python_pyc.hpp"
#include "sbom/rpm_listing.hpp"
#include "sbom/script_probe.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint32_t k_may_execute = 0111;
constexpr std::uint64_t k_large_library = 64u << 20;

/// A kind of file that is looked into.
struct Kind {
  /// By what the tar says of a file. True is no promise.
  bool (*may_be)(std::string_view path, std::uint32_t mode);
  /// By its first bytes, too.
  bool (*is)(std::string_view path, std::span<const std::uint8_t> head);
  Result<std::string> (*probe)(const std::string& path, const RandomAccess& file);
};

bool is_executable_name(std::string_view path, std::uint32_t mode) {
  return (mode & k_may_execute) != 0 || path.ends_with(".exe");
}

bool is_executable(std::string_view /*path*/, std::span<const std::uint8_t> head) {
  return executable_format(head).has_value();
}

Result<std::string> executable_text(const std::string& /*path*/, const RandomAccess& file) {
  return probe_executable(file);
}

bool is_script(std::string_view /*path*/, std::span<const std::uint8_t> head) {
  return head.size() >= 2 && head[0] == '#' && head[1] == '!';
}

Result<std::string> script_text(const std::string& /*path*/, const RandomAccess& file) {
  return probe_script(file);
}

bool is_rpm_database_name(std::string_view path, std::uint32_t /*mode*/) {
  return is_rpm_database(path);
}

/// Whatever its bytes are: one that cannot be read is to be told of.
bool is_rpm_database_file(std::string_view path, std::span<const std::uint8_t> /*head*/) {
  return is_rpm_database(path);
}

bool is_java_name(std::string_view path, std::uint32_t /*mode*/) {
  return is_java_archive(path);
}

/// Whatever its bytes are: java finds a zip from its end, and takes anything in front of it.
bool is_java_file(std::string_view path, std::span<const std::uint8_t> /*head*/) {
  return is_java_archive(path);
}

bool is_egg_name(std::string_view path, std::uint32_t /*mode*/) {
  return is_python_egg(path);
}

/// Whatever its bytes are: Python, too, finds a zip from its end.
bool is_egg_file(std::string_view path, std::span<const std::uint8_t> /*head*/) {
  return is_python_egg(path);
}

/// Catalogers learn nothing from it: who compares it with its source asks for it.
bool is_asked_for(std::string_view /*path*/, std::uint32_t /*mode*/) {
  return false;
}

/// Whatever its bytes are: a short one, too, is none that Python loads.
bool is_pyc_file(std::string_view path, std::span<const std::uint8_t> /*head*/) {
  return path.ends_with(".pyc");
}

Result<std::string> pyc_text(const std::string& /*path*/, const RandomAccess& file) {
  return probe_pyc(file);
}

// The first that takes a file has it: what is known by its name stands before what is known by its bytes, for
// a .jar may begin as a script.
constexpr std::array k_kinds = {
    Kind{is_rpm_database_name, is_rpm_database_file, probe_rpm_database},
    Kind{is_java_name, is_java_file, probe_java_archive},
    Kind{is_egg_name, is_egg_file, probe_python_egg},
    Kind{is_asked_for, is_pyc_file, pyc_text},
    Kind{is_executable_name, is_executable, executable_text},
    Kind{is_executable_name, is_script, script_text},
};

class ImageProber final : public oci::FileProber {
 public:
  bool wants(std::string_view path, std::span<const std::uint8_t> head) const override {
    return std::ranges::any_of(k_kinds, [&](const Kind& kind) { return kind.is(path, head); });
  }

  Result<std::string> probe(const std::string& path, const RandomAccess& file) const override {
    std::array<std::uint8_t, 64> buffer{};
    TRY_ASSIGN(const std::size_t count, file.read_at(0, buffer));
    const auto head = std::span<const std::uint8_t>(buffer).first(std::min(count, buffer.size()));
    for (const auto& kind : k_kinds) {
      if (kind.is(path, head)) return kind.probe(path, file);
    }
    return fail(Error::bug(path, "was not wanted, but is to be looked into"));
  }
};

}  // namespace

const oci::FileProber& image_prober() {
  static const ImageProber prober;
  return prober;
}

bool wants_probe(std::string_view path, std::uint32_t mode) {
  return std::ranges::any_of(k_kinds, [&](const Kind& kind) { return kind.may_be(path, mode); });
}

bool is_large_library(std::string_view path, std::uint64_t size) {
  if (size <= k_large_library) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".so")) return true;
  const std::size_t at = name.find(".so.");
  return at != std::string_view::npos &&
         name.substr(at + 4).find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace pushgate::sbom
