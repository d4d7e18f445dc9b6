// SPDX-License-Identifier: Apache-2.0
#include "cli/step_summary.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

namespace pushgate::cli {

namespace {

/// GitHub shows nothing of a step whose summary is larger, and marks the step.
constexpr std::size_t k_summary_bytes = 1024UL * 1024;
constexpr std::string_view k_cut =
    "\n\n*The summary ends here: GitHub takes 1 MiB. report.md has all of it.*\n";

// Whole lines, as many as there is room for.
std::string fitting(std::string_view markdown, std::size_t room) {
  if (markdown.size() <= room) return std::string(markdown);
  if (room < k_cut.size()) return "";
  const auto end = markdown.substr(0, room - k_cut.size()).rfind('\n');
  return std::string(markdown.substr(0, end == std::string_view::npos ? 0 : end)) + std::string(k_cut);
}

}  // namespace

Result<void> append_step_summary(std::string_view markdown) {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr || *file == '\0') return {};
  const auto failed = [&] {
    return fail(Error::unchecked("GITHUB_STEP_SUMMARY",
                                 std::string(file) + " cannot be written: " + std::strerror(errno)));
  };
  std::error_code absent;
  const auto there = std::filesystem::file_size(file, absent);
  const std::size_t used = absent ? 0 : std::min<std::uintmax_t>(there, k_summary_bytes);
  const std::string text = fitting(markdown, k_summary_bytes - used);
  std::FILE* stream = std::fopen(file, "ae");
  if (stream == nullptr) return failed();
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  if (std::fclose(stream) != 0 || !written) return failed();
  return {};
}

}  // namespace pushgate::cli
