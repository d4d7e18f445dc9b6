// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/installed_python.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_base = "plan/family-base";
constexpr const char* k_packages = "plan/family-packages";
constexpr const char* k_give_base = "name the family image with --base";

void check_base(const ImagePlan& image, ImageFindings& findings) {
  if (image.service.family.empty())
    return findings.could_not_look(k_base, "the fleet file states no family of this service");
  const auto& family = image.fleet.families.at(image.service.family).image;
  if (!image.base) {
    return findings.could_not_look(
        k_base, fmt::format("which image this one was built on is not said: {}, {}", k_give_base, family));
  }
  const auto& base = *image.base;
  const auto hint = fmt::format("build on {}, by the build argument BASE_IMAGE", family);
  if (!base.repository.empty() && base.repository != family) {
    return findings.wrong(
        k_base, fmt::format("the image was built on {}; expected {}", excerpt(base.repository), family),
        hint);
  }
  if (base_layers(image)) return;
  findings.wrong(k_base,
                 fmt::format("the image was not built on {}: its lowest layers are not that image's {}",
                             excerpt(base.name), base.diff_ids.size()),
                 hint);
}

/// What a family and those below it have; families are built on each other without a cycle.
std::set<std::string> provided_by(const plan::Fleet& fleet, std::string family) {
  std::set<std::string> provided;
  while (!family.empty()) {
    const auto& one = fleet.families.at(family);
    provided.insert(one.provides.begin(), one.provides.end());
    family = one.family;
  }
  return provided;
}

void check_one(const ImagePlan& image, const std::string& name,
               const std::vector<InstalledDistribution>& installed, ImageFindings& findings) {
  const auto base = base_layers(image);
  const auto hint = fmt::format("take {} out of the service's lock; the family image has it", name);
  std::size_t of_service = 0;
  for (const auto& one : installed) {
    if (!base || one.metadata->layer < *base) continue;
    ++of_service;
    findings.wrong(
        k_packages,
        fmt::format("{} {} is installed again by {}; expected the {} of {}", name, excerpt(one.version),
                    layer_words(image, one.metadata->layer), name, image.service.family),
        hint, location_of(image, *one.metadata));
  }
  if (of_service > 0) return;
  if (installed.size() > 1) {
    return findings.wrong(
        k_packages,
        fmt::format("{} is there {} times, {} in /{} and {} in /{}; expected only that of {}", name,
                    installed.size(), excerpt(installed[0].version), excerpt(installed[0].site),
                    excerpt(installed[1].version), excerpt(installed[1].site), image.service.family),
        hint, location_of(image, *installed[1].metadata));
  }
  if (!base) {
    findings.could_not_look(
        k_packages, fmt::format("whether {} came with the family is not known: {}", name, k_give_base));
  }
}

void check_packages(const ImagePlan& image, ImageFindings& findings) {
  if (image.service.family.empty())
    return findings.could_not_look(k_packages, "the fleet file states no family of this service");
  const auto provided = provided_by(image.fleet, image.service.family);
  std::map<std::string, std::vector<InstalledDistribution>> by_name;
  for (auto& one : installed_distributions(image.root)) {
    if (provided.contains(one.name)) by_name[one.name].push_back(std::move(one));
  }
  for (const auto& [name, installed] : by_name) check_one(image, name, installed, findings);
}

}  // namespace

void check_family(const ImagePlan& image, ImageFindings& findings) {
  check_base(image, findings);
  check_packages(image, findings);
}

}  // namespace pushgate::scanners
