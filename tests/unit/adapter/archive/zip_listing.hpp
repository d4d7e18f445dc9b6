// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "base/format.hpp"
#include "base/memory_file.hpp"

namespace pushgate::archive {

using Strings = std::vector<std::string>;

/// `name=content` for each member, or `name: error`; one error where there is no directory.
inline Strings contents(const std::string& bytes, const ZipLimits& bounds = {}) {
  const MemoryFile file(bytes);
  const auto directory = read_zip_directory(file, "z", bounds);
  if (!directory) return {directory.error().subject + ": " + directory.error().what};
  Strings out;
  for (const auto& member : directory->members) {
    const auto text = zip_member_text(file, member, 1u << 20, member.name);
    out.push_back(text ? member.name + "=" + *text : text.error().subject + ": " + text.error().what);
  }
  return out;
}

/// `rule [member] what` for each oddity, `!` in front of those that make the archive unsound.
inline Strings oddities(const std::string& bytes) {
  const auto directory = read_zip_directory(MemoryFile(bytes), "z");
  if (!directory) return {directory.error().subject + ": " + directory.error().what};
  Strings out;
  for (const auto& oddity : directory->oddities.all()) {
    out.push_back(
        fmt::format("{}{} [{}] {}", oddity.unsound ? "!" : "", oddity.rule, oddity.member, oddity.what));
  }
  if (directory->oddities.more() != 0) out.push_back(fmt::format("{} more", directory->oddities.more()));
  return out;
}

}  // namespace pushgate::archive
