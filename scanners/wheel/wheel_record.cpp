// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_record.hpp"

#include <algorithm>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

// parse_python_record() resolves a row's path against the folder that RECORD is for. No row can name this one
// by itself, because `.` is dropped from paths: what is not below it leads out of the wheel.
constexpr std::string_view k_root = "/./";

std::string base64_for_urls(std::string_view bytes) {
  std::string text = crypto::encode_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

/// As it stands in RECORD: base64 for URLs without padding; sha256 in hex digits is taken, too.
bool is_same_hash(const sbom::RecordedFile& file, std::string_view digest) {
  if (file.sha256)
    return std::ranges::equal(file.sha256->bytes(), digest,
                              [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
  std::string_view stated = file.hash;
  while (stated.ends_with('=')) stated.remove_suffix(1);
  return stated == base64_for_urls(digest);
}

}  // namespace

WheelRecord::WheelRecord(std::string_view text, const std::string& path, WheelFindings& findings)
    : m_path(path) {
  auto files = sbom::parse_python_record(text, std::string(k_root) + path);
  if (!files) {
    std::string place = files.error().subject;
    place.erase(0, std::min(k_root.size(), place.size()));
    findings.add("wheel/record", place + " " + files.error().what);
    return;
  }
  m_is_read = true;
  for (auto& file : *files) {
    if (!file.path.starts_with(k_root)) {
      findings.add("wheel/unsafe-path",
                   fmt::format("{} has a row that leads out of the wheel, to {}", path, file.path));
      continue;
    }
    const std::string name = file.path.substr(k_root.size());
    if (is_exempt(name)) continue;
    if (file.algorithm.empty()) {
      findings.add("wheel/missing-hash", fmt::format("{} has no hash in {}; expected sha256=…", name, path));
    } else if (!crypto::sha2_kind(file.algorithm)) {
      findings.add("wheel/weak-hash",
                   fmt::format("{} has a hash in {} by {}; expected sha256, sha384 or sha512", name, path,
                               file.algorithm));
    }
    const auto [row, is_new] = m_rows.try_emplace(name, Row{file, false});
    const bool same = row->second.file.algorithm == file.algorithm && row->second.file.hash == file.hash &&
                      row->second.file.size == file.size;
    if (!is_new && !same)
      findings.add("wheel/record", fmt::format("{} has two rows in {} that differ", name, path));
  }
}

bool WheelRecord::is_exempt(std::string_view member) const {
  return member.starts_with(m_path) &&
         (member.size() == m_path.size() || member.substr(m_path.size()) == ".jws" ||
          member.substr(m_path.size()) == ".p7s");
}

std::optional<crypto::Sha2Kind> WheelRecord::hash_of(std::string_view member) const {
  const auto row = m_rows.find(member);
  return row == m_rows.end() ? std::nullopt : crypto::sha2_kind(row->second.file.algorithm);
}

void WheelRecord::check_member(const std::string& member, std::uint64_t size, std::string_view digest,
                               WheelFindings& findings) {
  if (!m_is_read || is_exempt(member)) return;
  const auto row = m_rows.find(member);
  if (row == m_rows.end()) {
    findings.add("wheel/unrecorded-file", fmt::format("{} is not in {}", member, m_path));
    return;
  }
  row->second.is_there = true;
  const auto& file = row->second.file;
  if (file.size && *file.size != size)
    findings.add("wheel/size-mismatch",
                 fmt::format("{} has {} bytes; {} says {}", member, size, m_path, *file.size));
  if (!digest.empty() && !is_same_hash(file, digest)) {
    findings.add("wheel/hash-mismatch", fmt::format("{} has {}={}; {} says {}", member, file.algorithm,
                                                    base64_for_urls(digest), m_path, file.hash));
  }
}

void WheelRecord::check_rest(WheelFindings& findings) const {
  for (const auto& [name, row] : m_rows) {
    if (!row.is_there)
      findings.add("wheel/missing-file", fmt::format("{} is in {} and not in the wheel", name, m_path));
  }
}

}  // namespace pushgate::scanners
