// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_contents.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "adapter/archive/zip_content.hpp"
#include "base/format.hpp"
#include "oci/file_spool.hpp"
#include "sbom/executable_file.hpp"
#include "scanners/wheel/elf_needs.hpp"
#include "scanners/wheel/shadowed_modules.hpp"
#include "scanners/wheel/startup_files.hpp"

namespace pushgate::scanners {

namespace {

using archive::ZipMember;
using sbom::ExecutableFormat;

constexpr std::uint64_t k_pth_bytes = 1u << 20;  // a list of some folders; Python reads it at every start

/// Where a member is installed.
struct Place {
  enum class Kind { modules, scripts, elsewhere };
  Kind kind = Kind::modules;
  std::string_view path;    ///< below site-packages, or the scripts' folder
  bool is_platlib = false;  ///< a part of X.data/platlib, wherever the root goes
};

Place place_of(std::string_view member) {
  const std::size_t slash = member.find('/');
  const std::string_view top = member.substr(0, slash);
  if (slash == std::string_view::npos || !top.ends_with(".data")) return {Place::Kind::modules, member};
  const std::string_view rest = member.substr(slash + 1);
  const std::string_view scheme = rest.substr(0, rest.find('/'));
  const std::string_view path = rest.substr(std::min(scheme.size() + 1, rest.size()));
  if (scheme == "purelib" || scheme == "platlib") return {Place::Kind::modules, path, scheme == "platlib"};
  if (scheme == "scripts") return {Place::Kind::scripts, path};
  return {Place::Kind::elsewhere, path};
}

/// A library, not a program that is only handed on: the launchers for Windows in pip and setuptools are data.
bool is_native_code(ExecutableFormat format, std::string_view name) {
  return format != ExecutableFormat::pe || name.ends_with(".pyd") || name.ends_with(".dll");
}

class ContentsCheck {
 public:
  ContentsCheck(const RandomAccess& file, const WheelClaims& claims, WheelRecord* record,
                WheelFindings& findings)
      : m_file(file), m_claims(claims), m_record(record), m_findings(findings) {}

  Result<void> run(const archive::ZipDirectory& directory) {
    for (const ZipMember& member : directory.members) {
      if (member.is_folder()) continue;
      check_name(member.name);
      TRY(check_member(member));
    }
    if (m_record != nullptr) m_record->check_rest(m_findings);
    return {};
  }

 private:
  void check_name(const std::string& name) {
    const Place place = place_of(name);
    const std::string_view module = top_level_module(place.path);
    if (place.kind == Place::Kind::elsewhere || module.empty()) return;
    if (place.kind == Place::Kind::modules && (module == "sitecustomize" || module == "usercustomize")) {
      tell_once("wheel/site-customize", std::string(module),
                fmt::format("{} runs at every start of Python", name));
    } else if (is_standard_module(module)) {
      const bool script = place.kind == Place::Kind::scripts;
      if (script && place.path.find('/') != std::string_view::npos) return;
      tell_once(script ? "wheel/script-shadows-stdlib" : "wheel/module-shadows-stdlib", std::string(module),
                script ? fmt::format("{} stands before the standard library's {} for every script beside it",
                                     name, module)
                       : fmt::format("{} has the name of the standard library's {}", name, module));
    }
  }

  Result<void> check_member(const ZipMember& member) {
    const auto kind = m_record != nullptr ? m_record->hash_of(member.name) : std::nullopt;
    std::optional<crypto::Sha2> hash;
    if (kind) hash.emplace(*kind);
    const Place place = place_of(member.name);
    const bool is_pth = place.kind == Place::Kind::modules && place.path.ends_with(".pth") &&
                        place.path.find('/') == std::string_view::npos;
    std::string pth;
    std::optional<ExecutableFormat> format;
    bool is_first = true;
    std::optional<Error> spool_error;
    m_spool.clear();
    const auto read = archive::read_zip_member(
        m_file, member, member.name, [&](std::span<const std::uint8_t> bytes) -> Result<void> {
          if (hash) hash->update(bytes);
          if (is_first) {
            is_first = false;
            format = sbom::executable_format(bytes.first(std::min<std::size_t>(bytes.size(), 64)));
            if (format == ExecutableFormat::elf)
              TRY(kept(m_spool.begin(member.size, member.name), spool_error));
          }
          if (format == ExecutableFormat::elf) TRY(kept(m_spool.append(bytes), spool_error));
          if (is_pth && pth.size() < k_pth_bytes)
            pth.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          return {};
        });
    if (spool_error) return fail(std::move(*spool_error));
    if (!read) {
      m_findings.add("wheel/unreadable-member", fmt::format("{} {}", member.name, read.error().what));
      // RECORD may be right about it: that nobody knows is told.
      if (m_record != nullptr) m_record->check_member(member.name, member.size, "", m_findings);
      return {};
    }
    if (m_record != nullptr)
      m_record->check_member(member.name, member.size, hash ? hash->finish() : "", m_findings);
    if (is_pth) check_pth(member, pth);
    if (format && is_native_code(*format, member.name)) check_native(member.name, *format, place);
    return {};
  }

  static Result<void> kept(Result<void> done, std::optional<Error>& error) {
    if (!done) error = done.error();
    return done;
  }

  void check_pth(const ZipMember& member, const std::string& text) {
    if (member.size > k_pth_bytes) {
      m_findings.add("wheel/pth-executes",
                     fmt::format("{} has {} bytes, more than is looked at; expected some lines", member.name,
                                 member.size));
      return;
    }
    const auto lines = executed_lines(text);
    if (lines.empty()) return;
    crypto::Sha2 hash(crypto::Sha2Kind::sha256);
    hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    if (const auto known = known_startup_file(crypto::hex_digits(hash.finish()))) {
      m_findings.add("wheel/pth-known",
                     fmt::format("{} runs code at every start of Python: {}", member.name, *known));
      return;
    }
    m_findings.add(
        "wheel/pth-executes",
        fmt::format("{} runs code at every start of Python, at line {}", member.name, lines.front()),
        "read that line before you trust the wheel");
  }

  void check_native(const std::string& name, ExecutableFormat format, const Place& place) {
    const PlatformPromise& platform = m_claims.platform;
    if (platform.any) {
      m_findings.add("wheel/native-in-any",
                     fmt::format("{} is native code ({}), and the file name's platform is any", name,
                                 sbom::to_string(format)));
    }
    if (m_claims.root_is_purelib.value_or(false) && !platform.any && place.kind == Place::Kind::modules &&
        !place.is_platlib) {
      m_findings.add("wheel/purelib-lies",
                     fmt::format("{} is native code ({}), and WHEEL says Root-Is-Purelib: true", name,
                                 sbom::to_string(format)));
    }
    if (format == ExecutableFormat::elf && (platform.glibc || platform.musl)) check_needs(name);
  }

  void check_needs(const std::string& name) {
    const auto needs = read_elf_needs(m_spool);
    if (!needs) {
      m_findings.add("wheel/glibc-lies", fmt::format("{} {}, so what it needs of the system is not known",
                                                     name, needs.error().what));
      return;
    }
    std::optional<GlibcVersion> newest;
    std::string newest_name;
    for (const std::string& version : needs->symbol_versions) {
      const auto glibc = glibc_of_symbol_version(version);
      if (glibc && (!newest || *glibc > *newest)) {
        newest = glibc;
        newest_name = version;
      }
    }
    const bool wants_musl = std::ranges::any_of(
        needs->libraries, [](const std::string& l) { return l.starts_with("libc.musl-"); });
    const PlatformPromise& platform = m_claims.platform;
    if (platform.musl && newest) {
      m_findings.add("wheel/glibc-lies", fmt::format("{} needs {} of glibc, and the file name says musllinux",
                                                     name, newest_name));
    } else if (platform.glibc && wants_musl && !platform.musl) {
      m_findings.add("wheel/glibc-lies",
                     fmt::format("{} needs musl, and the file name says manylinux", name));
    } else if (platform.glibc && newest && *newest > *platform.glibc) {
      m_findings.add("wheel/glibc-lies",
                     fmt::format("{} needs {}, and the file name promises to run with glibc {}", name,
                                 newest_name, to_string(*platform.glibc)),
                     "rename it with `auditwheel repair`, which finds the tag that is true");
    }
  }

  void tell_once(const std::string& rule, const std::string& module, std::string message) {
    if (m_told.insert(rule + " " + module).second) m_findings.add(rule, std::move(message));
  }

  const RandomAccess& m_file;
  const WheelClaims& m_claims;
  WheelRecord* m_record;
  WheelFindings& m_findings;
  oci::FileSpool m_spool;
  std::set<std::string> m_told;
};

}  // namespace

Result<void> check_contents(const RandomAccess& file, const archive::ZipDirectory& directory,
                            const WheelClaims& claims, WheelRecord* record, WheelFindings& findings) {
  return ContentsCheck(file, claims, record, findings).run(directory);
}

}  // namespace pushgate::scanners
