// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "audit/records.hpp"

namespace pushgate::audit {

/// A folder that is gone with it.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "audit-XXXXXX").string();
    m_path = mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(m_path); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string operator/(const char* name) const { return (m_path / name).string(); }

 private:
  std::filesystem::path m_path;
};

inline Digest digest(std::uint8_t number, std::uint8_t more = 0) {
  Digest::Bytes bytes{};
  bytes[0] = number;
  bytes[1] = more;
  return Digest(bytes);
}

inline ContainedPackage package(const std::string& name, const std::string& version,
                                std::optional<Digest> layer = {}) {
  return {{"deb", name, version, "pkg:deb/debian/" + name + "@" + version, "MIT"},
          {{KeyKind::name, name, version},
           {KeyKind::purl, "pkg:deb/debian/" + name, version},
           {KeyKind::license, "mit", version}},
          layer,
          layer ? std::optional(true) : std::nullopt};
}

inline ContainedFinding finding(const std::string& rule) {
  return {rule, model::Severity::high, "pkg:deb/debian/xz@5.6.1", "5.6.2", "", "", {}};
}

/// A record of one package, decided on that day of March 2026.
inline Record record(std::uint8_t number, ContainedPackage contained, int day = 1) {
  const auto at = Date(std::chrono::year(2026) / 3 / day);
  return {{digest(number), "evidence", "folder", "app", "v1", digest(number, 1), "linux/amd64", "api",
           Time(at), model::Verdict::pass, digest(9), "", 0},
          {{digest(100), digest(101)}},
          {std::move(contained)},
          {}};
}

}  // namespace pushgate::audit
