// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "model/component.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {

/// An environment variable for as long as this lives; none: unset.
class Variable {
 public:
  Variable(std::string name, std::optional<std::string> value);
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable();

 private:
  std::string m_name;
  std::optional<std::string> m_before;
};

/// A vulnerability for a report.
struct Reported {
  std::string id;
  std::string purl;
  std::string severity = "HIGH";
  std::string fixed{};
  std::string title{};
  std::string path{};
};

/// A report as Trivy writes it, about packages and their vulnerabilities.
json::Object report_about(const std::string& artifact, const std::vector<std::string>& packages,
                          const std::vector<Reported>& vulnerabilities,
                          const std::string& os_family = "debian");

model::Component deb(const std::string& name, const std::string& version, const std::string& source);
model::Component pypi(const std::string& name, const std::string& version);

/// A folder with a program `trivy`, which is a shell script, and a cache with a database that is none. It
/// runs in the sandbox, so it can read nothing of the folder but cache/db, and write nothing.
class FakeTrivy {
 public:
  FakeTrivy();

  std::filesystem::path path(const std::string& name) const { return m_folder.path() / name; }
  std::string executable() const { return path("bin/trivy").string(); }
  std::string cache() const { return path("cache").string(); }

  void put(const std::string& name, const std::string& bytes) const;
  std::string get(const std::string& name) const;
  bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }

  /// Makes bin/trivy. `$C` is the folder of the database; what it does for each command, by default:
  /// `version` prints 0.69.3, `image` nothing, and `sbom … FILE` calls `report`, which prints what
  /// `put("cache/db/report", …)` gave for a document without canary, and else one that lists every package of
  /// FILE, with the vulnerabilities of `finds`.
  void script(const std::map<std::string, std::string>& commands = {}) const;
  /// `CVE-1 HIGH 1.2 pkg:pypi/a@*`, lines: the last is a pattern as of the shell's `case`, `-` no fix.
  void finds(const std::string& lines) const { put("cache/db/finds", lines); }
  void database_made(const std::string& updated_at) const;

  /// The text with the folder's name as `D`.
  std::string shown(std::string text) const;

 private:
  store::ScratchFolder m_folder;
};

}  // namespace pushgate::scanners
