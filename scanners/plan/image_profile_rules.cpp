// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "plan/image_repository.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/machine_profile.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_place = "plan/machine-profile";
constexpr const char* k_settings = "plan/profile-settings";
constexpr const char* k_path = "/etc/machine-profile.json";
constexpr const char* k_copy =
    "write: ARG MACHINE, and COPY config/machine-profiles/${MACHINE}.json /etc/machine-profile.json";

/// The machine whose images go to the image's repository; nothing where it is none's.
const std::string* machine_of(const ImagePlan& image) {
  const auto planned = plan::repositories_of(image.fleet, image.service);
  const auto found = std::ranges::find(planned, image.repository);
  return found == planned.end() ? nullptr
                                : &image.service.machines[static_cast<std::size_t>(found - planned.begin())];
}

/// Equal to the settings of the image's machine, or how far from the nearest of those that it may be of.
void compare(const ImagePlan& image, const MachineSettings& profile, const model::Location& location,
             ImageFindings& findings) {
  std::string nearest;
  std::vector<std::string> differences;
  const auto* const own = machine_of(image);
  for (const auto& name : own != nullptr ? std::vector<std::string>{*own} : image.service.machines) {
    auto others = differing_settings(profile, image.fleet.machines.at(name).env);
    if (others.empty()) return;
    if (!nearest.empty() && others.size() >= differences.size()) continue;
    nearest = name;
    differences = std::move(others);
  }
  findings.wrong(
      k_settings,
      own != nullptr
          ? fmt::format("{} of the image is not the profile of {}, whose images go to {}: {}", k_path, *own,
                        image.repository, excerpts(differences))
          : fmt::format("{} of the image is the profile of no machine of the service; {} comes nearest: {}",
                        k_path, nearest, excerpts(differences)),
      "build with --build-arg MACHINE=NAME, and write the profiles anew: pushgate init --profiles", location);
}

}  // namespace

void check_profile(const ImagePlan& image, ImageFindings& findings) {
  if (image.service.machines.empty()) {
    findings.could_not_look(k_place, "the fleet file names no machine for this service");
    return findings.could_not_look(k_settings, "the fleet file names no machine for this service");
  }
  const auto* const node = image.root.find(k_path);
  if (node == nullptr) {
    return findings.wrong(
        k_place, fmt::format("the image has no {}; expected the profile of its machine", k_path), k_copy);
  }
  const auto location = location_of(image, *node);
  if (!node->is_file()) {
    return findings.wrong(k_place, fmt::format("{} of the image is no file; expected a profile", k_path),
                          k_copy, location);
  }
  if (!node->content()) {
    return findings.could_not_look(k_place,
                                   fmt::format("{} of the image was not read: a link leads to it, or it is "
                                               "larger than a profile",
                                               k_path));
  }
  const auto profile = read_machine_profile(*node->content(), k_path);
  if (!profile) {
    return findings.wrong(k_place,
                          fmt::format("{} of the image {}", profile.error().subject, profile.error().what),
                          "write the profiles anew: pushgate init --profiles", location);
  }
  compare(image, *profile, location, findings);
}

}  // namespace pushgate::scanners
