// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_hashes.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "python/distribution_file.hpp"
#include "python/version.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_again = "make the lock again with the tool that wrote it";

/// The length in hexadecimal digits of the algorithms that pip takes in a lock; 0 for any other.
std::size_t digits_of(std::string_view algorithm) {
  if (algorithm == "sha256") return 64;
  if (algorithm == "sha384") return 96;
  return algorithm == "sha512" ? 128 : 0;
}

void check_name(const LockedRequirement& requirement, const python::LockedFile& file,
                LockFindings& findings) {
  const auto names = python::parse_distribution_file(file.name);
  const bool same = names && names->name == requirement.normalized &&
                    (requirement.pin.empty() || python::pin_takes(requirement.pin, names->version));
  if (same) return;
  findings.add("lock/misnamed-file", lock_purl(requirement), {requirement.path, file.line},
               fmt::format("{}{} lists {}, which is no file of it by its name", requirement.name,
                           requirement.specifier, file.name),
               std::string(k_again));
}

}  // namespace

bool is_digest(const python::RequirementHash& hash) {
  return hash.value.size() == digits_of(hash.algorithm) &&
         hash.value.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

void add_weak_hash(const python::RequirementHash& hash, const std::string& what, const std::string& subject,
                   const LockPlace& place, std::string repair, LockFindings& findings) {
  const auto digits = digits_of(hash.algorithm);
  const auto why = digits == 0 ? fmt::format(
                                     "`--hash={}:…` is too weak, and pip refuses it; expected sha256, "
                                     "sha384 or sha512",
                                     hash.algorithm)
                               : fmt::format(
                                     "`--hash={}:…` has no digest that fits; expected {} hexadecimal "
                                     "digits",
                                     hash.algorithm, digits);
  findings.add("lock/weak-hash", subject, place, fmt::format("{}: {}", what, why), std::move(repair));
}

std::set<crypto::Sha2Kind> other_hashes(const LockContents& lock) {
  std::set<crypto::Sha2Kind> out;
  const auto take = [&](const std::vector<python::RequirementHash>& hashes) {
    for (const auto& hash : hashes) {
      const auto kind = crypto::sha2_kind(hash.algorithm);
      if (kind && *kind != crypto::Sha2Kind::sha256) out.insert(*kind);
    }
  };
  for (const auto& requirement : lock.requirements) take(requirement.hashes);
  for (const auto& direct : lock.direct) take(direct.line.hashes);
  return out;
}

void check_listed_files(const LockedRequirement& requirement, LockFindings& findings) {
  const auto what = requirement.name + requirement.specifier;
  if (requirement.files.empty()) {
    findings.add("lock/missing-hash", lock_purl(requirement), {requirement.path, requirement.line},
                 what + " lists no file, and so no hash of any", std::string(k_again));
  }
  for (const auto& file : requirement.files) {
    check_name(requirement, file, findings);
    if (std::ranges::any_of(file.hashes, is_digest)) continue;
    const LockPlace place{requirement.path, file.line};
    if (file.hashes.empty()) {
      findings.add("lock/missing-hash", lock_purl(requirement), place,
                   fmt::format("{}: {} has no hash; expected sha256", what, file.name), std::string(k_again));
    } else {
      add_weak_hash(file.hashes.front(), file.name, lock_purl(requirement), place, std::string(k_again),
                    findings);
    }
  }
}

}  // namespace pushgate::scanners
