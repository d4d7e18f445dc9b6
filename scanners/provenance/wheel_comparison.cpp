// SPDX-License-Identifier: Apache-2.0
//
// The wheel that a lock names by its SHA-256 says in its RECORD which files it brings. An installer adds
// lines of its own (PEP 376, PEP 427): INSTALLER and the like, compiled modules, scripts made from entry
// points, and it moves what lies in NAME-VERSION.data. All other lines have to be the wheel's.

#include <algorithm>
#include <array>
#include <map>
#include <system_error>
#include <utility>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/memory_file.hpp"
#include "python/distribution_file.hpp"
#include "python/version.hpp"
#include "scanners/provenance/entry_points.hpp"
#include "scanners/provenance/proof.hpp"
#include "scanners/provenance/recorded_files.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_wheel_bytes = 2048ull << 20;  // the largest on PyPI stay below 1 GB
constexpr std::size_t k_member_bytes = 64u << 20;     // as for a RECORD of an image

/// What a wheel says of its files, where it would be installed in a folder.
struct WheelList {
  std::vector<sbom::RecordedFile> files;
  EntryPoints scripts;  ///< that entry points make; what they say, judge_scripts() looks at
};

Result<WheelList> read_wheel(std::string_view bytes, const std::string& name, const std::string& site) {
  const MemoryFile file(bytes);
  TRY_ASSIGN(const auto directory, archive::read_zip_directory(file, name));
  TRY(archive::refuse_unsound(directory, name));
  WheelList list;
  bool has_record = false;
  for (const auto& member : directory.members) {
    const auto folder = parent_of(member.name);
    if (!folder.ends_with(".dist-info") || folder.find('/') != std::string_view::npos) continue;
    if (name_of(member.name) == "entry_points.txt") {
      TRY_ASSIGN(const auto text, archive::zip_member_text(file, member, k_member_bytes, name));
      list.scripts = script_entry_points(text);
    }
    if (name_of(member.name) != "RECORD") continue;
    if (has_record) return fail(Error::unchecked(name, "has more than one RECORD"));
    has_record = true;
    TRY_ASSIGN(const auto text, archive::zip_member_text(file, member, k_member_bytes, name));
    TRY_ASSIGN(list.files, sbom::parse_python_record(text, fmt::format("{}/{}", site, member.name)));
  }
  if (!has_record) return fail(Error::unchecked(name, "has no RECORD; expected that of a wheel"));
  return list;
}

bool is_installers_own(const Distribution& one, const std::string& path) {
  constexpr std::array<std::string_view, 6> k_names = {"INSTALLER",  "RECORD",    "RECORD.jws",
                                                       "RECORD.p7s", "REQUESTED", "direct_url.json"};
  return parent_of(path) == one.folder && std::ranges::find(k_names, name_of(path)) != k_names.end();
}

/// The lines in which an installed RECORD and that of its wheel differ, as paths.
class RecordDifference {
 public:
  RecordDifference(const Distribution& one, const WheelList& wheel) : m_one(one), m_wheel(wheel) {
    for (const auto& file : one.files) m_left.emplace(file.path, &file);
  }

  std::vector<std::string> paths() {
    for (const auto& file : m_wheel.files) take(file);
    for (const auto& [path, file] : m_left) {
      const bool is_script =
          name_of(parent_of(path)) == "bin" && entry_point_of(m_wheel.scripts, name_of(path)) != nullptr;
      const bool is_compiled = path.ends_with(".pyc") && name_of(parent_of(path)) == "__pycache__";
      if (!is_script && !is_compiled && !is_installers_own(m_one, path)) m_different.push_back(path);
    }
    return std::move(m_different);
  }

 private:
  void take(const sbom::RecordedFile& file) {
    if (is_installers_own(m_one, file.path)) return;
    const std::string prefix = m_one.site + "/";
    std::string_view inner = file.path;
    if (inner.starts_with(prefix)) inner.remove_prefix(prefix.size());
    const auto top = inner.substr(0, inner.find('/'));
    if (!top.ends_with(".data") || top == inner) return compare(file, file.path);
    inner.remove_prefix(top.size() + 1);
    const auto scheme = inner.substr(0, inner.find('/'));
    if (scheme == inner) return m_different.push_back(file.path);
    inner.remove_prefix(scheme.size() + 1);
    if (scheme == "purelib" || scheme == "platlib") return compare(file, fmt::format("{}{}", prefix, inner));
    moved(file, scheme == "scripts", inner);
  }

  void compare(const sbom::RecordedFile& file, const std::string& path) {
    const auto found = m_left.find(path);
    if (found == m_left.end() || found->second->algorithm != file.algorithm ||
        found->second->sha256 != file.sha256 || (!file.sha256 && found->second->hash != file.hash)) {
      m_different.push_back(path);
    }
    if (found != m_left.end()) m_left.erase(found);
  }

  /// Scripts get another first line, so that their hashes differ; where the rest goes, the environment says.
  void moved(const sbom::RecordedFile& file, bool is_script, std::string_view inner) {
    const std::string end = fmt::format("/{}", inner);
    for (auto at = m_left.begin(); at != m_left.end(); ++at) {
      if (!at->first.ends_with(end) || at->first.starts_with(m_one.folder + "/")) continue;
      if (is_script ? name_of(parent_of(at->first)) != "bin" : at->second->sha256 != file.sha256) continue;
      m_left.erase(at);
      return;
    }
    m_different.push_back(file.path);
  }

  const Distribution& m_one;
  const WheelList& m_wheel;
  std::map<std::string, const sbom::RecordedFile*> m_left;  // of the installed RECORD, by path
  std::vector<std::string> m_different;
};

class WheelComparison {
 public:
  explicit WheelComparison(Proof& proof) : m_proof(proof) {}

  Result<void> run(const std::filesystem::path& house) {
    std::error_code code;
    auto entry = std::filesystem::directory_iterator(house, code);
    for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
      const auto names = python::parse_distribution_file(entry->path().filename().string());
      if (names && names->is_wheel) m_wheels[names->name].push_back(entry->path());
    }
    if (code)
      return fail(Error::unchecked(house.string(), "cannot be read as a wheelhouse: " + code.message()));
    std::vector<std::string> without;
    for (const auto& one : m_proof.installed.distributions()) {
      auto& chain = m_proof.chain_of(one);
      if (chain.lock.empty() || one.record == nullptr) continue;
      TRY(compare(one, chain));
      if (!chain.wheel) without.push_back(chain.name);
    }
    if (!without.empty()) {
      m_proof.add(
          "provenance/weak-proof", "wheelhouse", house.string(),
          fmt::format(
              "of {} installed distributions the wheelhouse has no wheel that the lock names, so only "
              "their own RECORDs speak for them: {}",
              without.size(), some_of(without)),
          "fill the wheelhouse from this lock");
    }
    return {};
  }

 private:
  /// With the wheel that has a hash of the lock's, if there is one; of several with the nearest.
  Result<void> compare(const Distribution& one, model::DistributionProof& chain) {
    std::vector<std::string> least;
    auto& wheels = m_wheels[one.name];
    std::ranges::sort(wheels);
    for (const auto& path : wheels) {
      TRY_ASSIGN(const auto bytes, store::read_file(path, k_wheel_bytes));
      const Digest sha256 = crypto::sha256(bytes);
      if (std::ranges::find(chain.locked_sha256, sha256.hex()) == chain.locked_sha256.end()) continue;
      const std::string name = path.filename().string();
      TRY_ASSIGN(const auto wheel, read_wheel(bytes, name, one.site));
      auto different = RecordDifference(one, wheel).paths();
      if (!chain.wheel || different.size() < least.size()) {
        least = std::move(different);
        chain.wheel = {name, sha256};
      }
    }
    if (!chain.wheel) return {};
    chain.strength = least.empty() ? model::ProofStrength::wheel : model::ProofStrength::none;
    if (!least.empty()) {
      m_proof.add_in(one.record->layer, "provenance/changed-record", one.component->purl,
                     one.folder + "/RECORD",
                     fmt::format("differs from the RECORD of {}, which {} locks, in {} lines: {}",
                                 chain.wheel->name, chain.lock, least.size(), some_of(least)),
                     "build again: after it was installed, somebody wrote what its files ought to be");
    }
    return {};
  }

  Proof& m_proof;
  std::map<std::string, std::vector<std::filesystem::path>> m_wheels;  // by normalised name
};

}  // namespace

void compare_with_wheels(Proof& proof) {
  const bool is_any_locked =
      std::ranges::any_of(proof.chains, [](const auto& chain) { return !chain.lock.empty(); });
  if (!proof.input.lock || !is_any_locked) return;
  if (!proof.input.wheelhouse) {
    proof.add("provenance/weak-proof", "lock", proof.input.lock->string(),
              "no wheelhouse was given, so that only the RECORDs in the image say which files were installed",
              "give the wheels of the lock with --wheelhouse DIR");
    return;
  }
  auto done = WheelComparison(proof).run(*proof.input.wheelhouse);
  if (!done) proof.not_looked_at.push_back(fmt::format("{}: {}", done.error().subject, done.error().what));
}

}  // namespace pushgate::scanners
