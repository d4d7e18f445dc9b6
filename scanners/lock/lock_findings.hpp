// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/evidence.hpp"
#include "python/requirement_file.hpp"

namespace pushgate::scanners {

/// A line of a file, as findings name it. 0: the file as a whole.
struct LockPlace {
  std::string path;
  std::uint32_t line = 0;
};

/// The findings of one lock, and what of it could not be judged.
class LockFindings {
 public:
  /// `subject` is the lock where it is empty.
  explicit LockFindings(std::string lock) : m_lock(std::move(lock)) {}

  model::Finding& add(std::string rule, const std::string& subject, const LockPlace& place,
                      std::string message, std::string hint);
  /// The run is incomplete, for the reason that comes first.
  void could_not_judge(std::string rule, const std::string& subject, const LockPlace& place, std::string what,
                       std::string hint = "");
  /// The run and its findings, sorted.
  model::ScanResult take();

 private:
  std::string m_lock;
  std::vector<model::Finding> m_findings;
  std::size_t m_not_judged = 0;
  std::string m_first_not_judged;
};

/// One word of a shell: hints are made to be pasted, and what they name comes from foreign files.
std::string shell_quoted(std::string_view text);

/// `pkg:pypi/NAME[@VERSION]` (purl type definition: lower case, `_` is `-`).
std::string lock_purl(const python::Requirement& requirement);

}  // namespace pushgate::scanners
