// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_selection.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace pushgate::scanners {

namespace {

constexpr std::uint64_t k_small = 1u << 20;  // a larger one is told as not read

bool is_plan_file(std::string_view path) {
  return path == "etc/passwd" || path == "etc/group" || path == "etc/machine-profile.json";
}

}  // namespace

oci::Selection with_plan_files(oci::Selection selection) {
  selection.want = [others = std::move(selection.want)](const oci::ListedFile& file) {
    return is_plan_file(file.path) && file.size <= k_small ? oci::Want::content : others(file);
  };
  return selection;
}

}  // namespace pushgate::scanners
