// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "report/fleet_verification.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

namespace {

using model::Answer;
using model::ImageCheck;
using model::ImageState;

bool is_bad(const model::CheckAnswer& check) {
  return check.answer == Answer::no || check.answer == Answer::unknown;
}

std::string next_of_refused(const model::VerifiedImage& image) {
  const auto fails = [&](ImageCheck check) { return image.at(check).answer == Answer::no; };
  if (fails(ImageCheck::signature) || fails(ImageCheck::sbom) || fails(ImageCheck::receipt))
    return "push it through `pushgate gate --push`, or check the key";
  if (fails(ImageCheck::attestations))
    return "attest it: pushgate attest IMAGE --type TYPE --predicate FILE --key KEY";
  if (fails(ImageCheck::family)) return "build it on the planned family, or change the plan";
  if (fails(ImageCheck::revision)) return "tag it by the commit that it was built from";
  return "tag it: $(date -u +%Y%m%d)-$(git rev-parse --short=12 HEAD)";
}

}  // namespace

std::string headline_of(const model::FleetVerification& verification) {
  constexpr std::array k_bad = {ImageState::absent, ImageState::broken_child, ImageState::refused,
                                ImageState::forbidden, ImageState::could_not_ask};
  const auto count = [&](ImageState state) {
    return std::count_if(verification.images.begin(), verification.images.end(),
                         [&](const auto& image) { return image.state == state; });
  };
  std::string text = fmt::format("{} of {} verified", count(ImageState::verified),
                                 counted(verification.images.size(), "image", "images"));
  const char* separator = ": ";
  for (const ImageState state : k_bad) {
    if (count(state) == 0) continue;
    text += fmt::format("{}{} {}", separator, count(state), to_string(state));
    separator = ", ";
  }
  return text;
}

std::vector<std::string> reasons_of(const model::VerifiedImage& image) {
  const auto& tag = image.at(ImageCheck::tag);
  if (!image.digest) return tag.details;
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < image.checks.size(); ++i) {
    if (!is_bad(image.checks[i])) continue;
    for (const auto& detail : image.checks[i].details)
      reasons.push_back(fmt::format("{}: {}", model::k_image_checks[i], detail));
  }
  return reasons;
}

std::string next_step_of(const model::VerifiedImage& image) {
  switch (image.state) {
    case ImageState::absent:
      return "push it, or check the name and the tag with `crane ls " + image.repository + "`";
    case ImageState::broken_child:
      return "push it again: what is there already is skipped";
    case ImageState::refused:
      return next_of_refused(image);
    case ImageState::forbidden:
      return "docker login " + image.repository.substr(0, image.repository.find('/')) +
             " with an account that may read it";
    default:
      return "";
  }
}

}  // namespace pushgate::report
