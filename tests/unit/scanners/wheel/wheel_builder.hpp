// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/sha2.hpp"
#include "support/zip_builder.hpp"

namespace pushgate::test {

/// `sha256=…` as RECORD has it.
inline std::string record_hash(const std::string& bytes, crypto::Sha2Kind kind = crypto::Sha2Kind::sha256) {
  crypto::Sha2 hash(kind);
  hash.update({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  std::string text = crypto::encode_base64(hash.finish());
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return std::string(crypto::to_string(kind)) + "=" + text.substr(0, text.find('='));
}

/// A wheel demo 1.0, to be bent as a test needs it. RECORD is made of what is there when it is built.
struct WheelShape {
  std::string info = "demo-1.0.dist-info";
  std::string metadata = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";
  std::string wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
  std::vector<ZipPart> files = {{.name = "demo/__init__.py", .content = "x = 1\n", .deflated = true}};
  std::vector<ZipPart> unrecorded = {};
  std::vector<std::pair<std::string, std::string>> replace = {};  ///< in RECORD
  std::string more_record = {};
  bool has_record = true;
  ZipShape zip = {};

  std::string bytes() const {
    std::vector<ZipPart> parts = files;
    if (!metadata.empty()) parts.push_back({.name = info + "/METADATA", .content = metadata});
    if (!wheel.empty()) parts.push_back({.name = info + "/WHEEL", .content = wheel});
    std::string record;
    for (const auto& part : parts) {
      if (!part.name.ends_with('/'))
        record +=
            part.name + "," + record_hash(part.content) + "," + std::to_string(part.content.size()) + "\n";
    }
    record += info + "/RECORD,,\n" + more_record;
    for (const auto& [from, to] : replace) {
      if (const auto at = record.find(from); at != std::string::npos) record.replace(at, from.size(), to);
    }
    if (has_record) parts.push_back({.name = info + "/RECORD", .content = record});
    parts.insert(parts.end(), unrecorded.begin(), unrecorded.end());
    return test::zip(parts, zip);
  }
};

}  // namespace pushgate::test
