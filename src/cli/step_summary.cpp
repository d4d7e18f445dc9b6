// SPDX-License-Identifier: Apache-2.0
#include "cli/step_summary.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace pushgate::cli {

Result<void> append_step_summary(std::string_view markdown) {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr || *file == '\0') return {};
  const auto failed = [&] {
    return fail(Error::unchecked("GITHUB_STEP_SUMMARY",
                                 std::string(file) + " cannot be written: " + std::strerror(errno)));
  };
  std::FILE* stream = std::fopen(file, "ae");
  if (stream == nullptr) return failed();
  const bool written = std::fwrite(markdown.data(), 1, markdown.size(), stream) == markdown.size();
  if (std::fclose(stream) != 0 || !written) return failed();
  return {};
}

}  // namespace pushgate::cli
