// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/crypto/sha2.hpp"
#include "sbom/python_record.hpp"
#include "scanners/wheel/wheel_findings.hpp"

namespace pushgate::scanners {

/// RECORD of a wheel (binary distribution format, "The .dist-info directory"): what each of its files is.
class WheelRecord {
 public:
  /// `path` is RECORD's own name in the wheel. What is no RECORD, a row that leads out of the wheel, no hash,
  /// or one too weak is told: wheel/record, wheel/unsafe-path, wheel/missing-hash, wheel/weak-hash.
  WheelRecord(std::string_view text, const std::string& path, WheelFindings& findings);

  /// The strong hash that a file shall have; none where it has no row, or no such hash.
  std::optional<crypto::Sha2Kind> hash_of(std::string_view member) const;

  /// A member of the wheel, as it is: wheel/unrecorded-file, wheel/hash-mismatch, wheel/size-mismatch.
  /// `digest` is raw bytes, of the kind that hash_of() named; empty where it named none.
  void check_member(const std::string& member, std::uint64_t size, std::string_view digest,
                    WheelFindings& findings);

  /// To be called at the end: rows of files that the wheel does not have, wheel/missing-file.
  void check_rest(WheelFindings& findings) const;

 private:
  struct Row {
    sbom::RecordedFile file;
    bool is_there = false;
  };
  bool is_exempt(std::string_view member) const;

  std::string m_path;
  bool m_is_read = false;
  std::map<std::string, Row, std::less<>> m_rows;
};

}  // namespace pushgate::scanners
