// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "audit/contents.hpp"
#include "fuzz/target_groups.hpp"
#include "gate/audit_record.hpp"
#include "gate/audit_versions.hpp"

namespace pushgate::fuzz {

namespace {

void audit_record(std::string_view bytes) {
  const auto record = gate::record_of_cyclonedx(bytes, "fuzz");
  if (!record) return;
  for (const audit::ContainedPackage& contained : record->packages) {
    const audit::Package& package = contained.package;
    must(package.name.find('\0') == package.name.npos, "a name ends where every reader ends it");
    const auto has = [&contained](audit::KeyKind kind, const std::string& text) {
      return std::ranges::any_of(contained.keys,
                                 [&](const audit::Key& key) { return key.kind == kind && key.text == text; });
    };
    must(package.name.empty() || has(audit::KeyKind::name, gate::name_key(package.ecosystem, package.name)),
         "a package is found by its name");
    must(package.licenses.empty() ||
             std::ranges::any_of(contained.keys,
                                 [](const audit::Key& key) { return key.kind == audit::KeyKind::license; }),
         "a package is found by its licence");
    if (package.purl.empty()) continue;
    const auto asked = gate::purl_key(package.purl);
    must(asked && has(audit::KeyKind::purl, *asked), "a package is found by its purl");
  }
}

void audit_contents(std::string_view bytes) {
  audit::EntryReader reader(bytes);
  std::vector<audit::Entry> entries;
  for (audit::Entry entry; reader.next(entry);) entries.push_back(entry);
  must(std::ranges::is_sorted(entries), "entries rise");
  must(reader.damaged() || audit::write_entries(entries) == bytes, "entries have one form");
}

/// The range, a new line, and a version.
void audit_versions(std::string_view bytes) {
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const auto range = gate::VersionRange::parse(bytes.substr(0, line));
  if (!range) return;
  const std::string_view version = bytes.substr(std::min(line + 1, bytes.size()));
  for (const char* ecosystem : {"deb", "rpm", "pypi", "npm", "apk", "maven"})
    (void)range->holds(ecosystem, version);
}

constexpr std::array k_targets = {
    Target{"audit_contents", audit_contents},
    Target{"audit_record", audit_record},
    Target{"audit_versions", audit_versions},
};

}  // namespace

std::span<const Target> audit_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
