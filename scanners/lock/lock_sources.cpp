// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_sources.hpp"

#include <map>
#include <string>

#include "base/format.hpp"
#include "python/specifier.hpp"
#include "python/version.hpp"
#include "scanners/lock/lock_hashes.hpp"

namespace pushgate::scanners {

namespace {

using python::DirectRequirement;

/// The host of a URL, without user and password.
std::string host_of(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return std::string(url);
  url.remove_prefix(start + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const auto at = url.find_last_of('@');
  return std::string(at == std::string_view::npos ? url : url.substr(at + 1));
}

bool is_local(const std::string& host) {
  return host == "localhost" || host.starts_with("localhost:") || host.starts_with("127.") ||
         host.starts_with("[::1]");
}

void check_option(const InFile<python::RequirementOption>& option, LockFindings& findings) {
  const LockPlace place{option.path, option.line.line};
  const auto& [line, name, value] = option.line;
  const auto host = host_of(value);
  const bool is_place =
      name == "--index-url" || name == "--extra-index-url" || name == "--find-links" || name == "index";
  if (is_place && value.starts_with("http://") && !is_local(host)) {
    findings.add("lock/insecure-index", "", place,
                 fmt::format("{} names {} over plain HTTP, where anyone on the way can answer",
                             name == "index" ? "an index" : name, host),
                 "write https:// instead of http://");
  }
  if (name == "--trusted-host") {
    findings.add("lock/insecure-index", "", place,
                 fmt::format("--trusted-host {}: its certificate is not checked", value),
                 "remove the line; give pip the host's certificate authority with --cert");
  }
  if (name == "--extra-index-url") {
    findings.add("lock/extra-index", "", place,
                 fmt::format("{} is one more index: the highest version of a name wins, whoever uploaded it "
                             "(dependency confusion)",
                             host),
                 "serve all packages from one index that mirrors the others, and name it with --index-url");
  }
  if (name == "--pre") {
    findings.add("lock/pre-release", "", place, "--pre allows pre-releases of every package",
                 "remove the line; a pin to a pre-release needs no --pre");
  }
  if (name == "--no-binary" && value != ":none:") {
    findings.add(
        "lock/unhashed-build", "", place,
        fmt::format("--no-binary {} builds from source, with build requirements that no hash protects",
                    value),
        "remove the line, and lock wheels");
  }
}

void check_direct(const InFile<DirectRequirement>& direct, LockFindings& findings) {
  const LockPlace place{direct.path, direct.line.line};
  const auto& line = direct.line;
  const auto name = line.plain.empty() ? std::string("a requirement") : line.plain;
  const auto hint = fmt::format("publish it to your index and pin it: {}==VERSION --hash=sha256:…",
                                line.plain.empty() ? "NAME" : line.plain);
  switch (line.kind) {
    case DirectRequirement::Kind::editable:
      findings.add("lock/editable", line.name, place,
                   name + " is an editable install: no version and no hash, and its code can change later",
                   hint);
      return;
    case DirectRequirement::Kind::vcs:
      findings.add("lock/vcs", line.name, place,
                   fmt::format("{} comes from a repository ({}), which pip takes without a hash", name,
                               host_of(line.text)),
                   hint);
      return;
    case DirectRequirement::Kind::url:
    case DirectRequirement::Kind::path:
      break;
  }
  const bool is_url = line.kind == DirectRequirement::Kind::url;
  findings.add("lock/direct-url", line.name, place,
               is_url ? fmt::format("{} comes from a URL ({}) and not from an index", name,
                                    host_of(line.text.substr(line.text.find("http"))))
                      : name + " comes from a path, which means another file on another machine",
               hint);
  if (is_url && line.text.find("http://") != std::string::npos) {
    findings.add("lock/insecure-index", line.name, place, name + " is fetched over plain HTTP",
                 "write https:// instead of http://");
  }
  for (const auto& hash : line.hashes) {
    if (!is_digest(hash))
      add_weak_hash(hash, name, line.name, place, "let `pip hash FILE` print it", findings);
  }
  if (line.hashes.empty() && line.text.find("#sha256=") == std::string::npos) {
    findings.add("lock/missing-hash", line.name, place, name + " has no hash; expected --hash=sha256:…",
                 "let `pip hash FILE` print it");
  }
}

/// The first file of a requirement that a lock fetches in the clear.
void check_files(const LockedRequirement& requirement, LockFindings& findings) {
  for (const auto& file : requirement.files) {
    if (!file.url.starts_with("http://") || is_local(host_of(file.url))) continue;
    findings.add("lock/insecure-index", lock_purl(requirement), {requirement.path, file.line},
                 file.name + " is fetched over plain HTTP", "write https:// instead of http://");
    return;
  }
}

void check_pre_release(const LockedRequirement& requirement, LockFindings& findings) {
  const auto version = python::Version::parse(requirement.pin);
  if (!version || !version->is_prerelease()) return;
  findings.add("lock/pre-release", lock_purl(requirement), {requirement.path, requirement.line},
               fmt::format("{}=={} is a pre-release", requirement.name, requirement.pin),
               "pin a final release where there is one");
}

}  // namespace

void check_sources(const LockContents& lock, LockFindings& findings) {
  for (const auto& option : lock.options) check_option(option, findings);
  for (const auto& direct : lock.direct) check_direct(direct, findings);
  std::map<std::string, const LockedRequirement*> pinned;
  for (const auto& requirement : lock.requirements) {
    check_pre_release(requirement, findings);
    check_files(requirement, findings);
    if (requirement.pin.empty() || !requirement.marker.empty()) continue;
    const auto [first, is_new] = pinned.try_emplace(requirement.normalized, &requirement);
    if (is_new || !python::pin_takes(first->second->pin, requirement.pin))
      continue;  // two pins: lock/not-pinned
    findings.add("lock/duplicate-pin", lock_purl(requirement), {requirement.path, requirement.line},
                 fmt::format("{} is pinned here and at {}:{}", requirement.name, first->second->path,
                             first->second->line),
                 "remove one of the two lines, and keep all hashes");
  }
  for (const auto& constraint : lock.constraints) {
    const auto locked = pinned.find(constraint.normalized);
    const auto set = python::SpecifierSet::parse(constraint.specifier);
    if (locked == pinned.end() || !set || constraint.wanted != python::Truth::yes) continue;
    const auto& requirement = *locked->second;
    if (set->takes(requirement.pin)) continue;
    findings.add(
        "lock/input-mismatch", lock_purl(requirement), {requirement.path, requirement.line},
        fmt::format("{}=={} is refused by the constraint {}{} at {}:{}", requirement.name, requirement.pin,
                    constraint.name, constraint.specifier, constraint.path, constraint.line),
        "make the lock again, with the constraint");
  }
}

}  // namespace pushgate::scanners
