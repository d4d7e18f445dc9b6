// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/installed_python.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_architectures = "plan/torch-architectures";
constexpr const char* k_cuda = "plan/cuda-baseline";
constexpr const char* k_variable = "TORCH_CUDA_ARCH_LIST";

bool has_torch(const oci::RootView& root) {
  const auto installed = installed_distributions(root);
  return std::ranges::any_of(installed, [](const auto& one) { return one.name == "torch"; });
}

/// `8.9;8.6`, in any order; torch takes white space between them as well.
std::set<std::string_view> architectures(std::string_view list) {
  constexpr std::string_view k_between = "; \t";
  std::set<std::string_view> all;
  while (!list.empty()) {
    const auto end = list.find_first_of(k_between);
    if (end != 0) all.insert(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return all;
}

void check_architectures(const ImagePlan& image, ImageFindings& findings) {
  const auto& planned = image.fleet.torch_cuda_arch_list;
  if (planned.empty())
    return findings.could_not_look(k_architectures, "the fleet file states no torch_cuda_arch_list");
  const auto value = variable_of(image.image.config, k_variable);
  if (value && architectures(*value) == architectures(planned)) return;
  findings.wrong(
      k_architectures,
      value ? fmt::format("the image has torch and {}={}; expected {}", k_variable, excerpt(*value), planned)
            : fmt::format("the image has torch and no {}; expected {}", k_variable, planned),
      fmt::format("write: ENV {}=\"{}\"", k_variable, planned));
}

/// `12.1` of `12.1.1`
bool is_release_of(std::string_view version, std::string_view release) {
  return version.starts_with(release) && (version.size() == release.size() || version[release.size()] == '.');
}

void check_baseline(const ImagePlan& image, bool torch, ImageFindings& findings) {
  const auto version = variable_of(image.image.config, "CUDA_VERSION");
  if (!version && !torch) return;
  const auto& planned = image.fleet.cuda;
  if (planned.empty()) return findings.could_not_look(k_cuda, "the fleet file states no CUDA");
  if (!version)
    return findings.could_not_look(k_cuda, "the image has torch and no CUDA_VERSION that tells its CUDA");
  if (is_release_of(*version, planned)) return;
  findings.wrong(k_cuda, fmt::format("the image has CUDA {}; expected {}", excerpt(*version), planned),
                 fmt::format("build the family on an image of CUDA {}", planned));
}

}  // namespace

void check_cuda(const ImagePlan& image, ImageFindings& findings) {
  const bool torch = has_torch(image.root);
  if (torch) check_architectures(image, findings);
  check_baseline(image, torch, findings);
}

}  // namespace pushgate::scanners
