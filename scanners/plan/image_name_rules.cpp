// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "plan/image_repository.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_tag = "plan/tag-form";
constexpr const char* k_revision = "plan/revision-label";
constexpr const char* k_name = "plan/image-name";

/// The commit that the tag names; empty where it names none.
std::string check_tag(const ImagePlan& image, ImageFindings& findings) {
  if (image.fleet.tag.empty()) {
    findings.could_not_look(k_tag, "the fleet file states no form of tags");
    return {};
  }
  if (image.tag.empty()) {
    findings.could_not_look(k_tag, "the image has no tag of a registry");
    return {};
  }
  auto revision = revision_of_tag(image.tag);
  if (revision) return std::move(*revision);
  findings.wrong(k_tag,
                 fmt::format("the image has the tag `{}`, which {}; expected {}", excerpt(image.tag),
                             revision.error().what, image.fleet.tag),
                 "tag it: $(date -u +%Y%m%d)-$(git rev-parse --short=12 HEAD)");
  return {};
}

void check_revision(const ImagePlan& image, const std::string& revision, ImageFindings& findings) {
  constexpr const char* k_hint =
      R"-(build with: --label org.opencontainers.image.revision="$(git rev-parse HEAD)")-";
  const auto& labels = image.image.config.labels;
  const auto label = labels.find(k_revision_label);
  if (label == labels.end() || label->second.empty()) {
    return findings.wrong(k_revision,
                          fmt::format("the image has no label {}; expected the git commit", k_revision_label),
                          k_hint);
  }
  if (!is_commit(label->second)) {
    return findings.wrong(
        k_revision,
        fmt::format(
            "the image has the label {}=`{}`; expected a git commit, 7 to 64 lower-case hexadecimal digits",
            k_revision_label, excerpt(label->second)),
        k_hint);
  }
  if (is_of_commit(label->second, revision)) return;
  findings.wrong(
      k_revision,
      fmt::format("the image is of commit {} by its label {}; expected one that begins with {}, as "
                  "the tag `{}` says",
                  label->second, k_revision_label, revision, image.tag),
      "tag it by the commit that it was built from");
}

void check_name(const ImagePlan& image, ImageFindings& findings) {
  if (image.fleet.registry.empty())
    return findings.could_not_look(k_name, "the fleet file states no registry");
  if (image.repository.empty()) return findings.could_not_look(k_name, "the image is in no registry");
  const auto planned = plan::repositories_of(image.fleet, image.service);
  if (std::ranges::find(planned, image.repository) != planned.end()) return;
  findings.wrong(
      k_name,
      fmt::format("the image is {}; expected {}", excerpt(image.repository), fmt::join(planned, " or ")),
      "push it under the planned name");
}

}  // namespace

void check_names(const ImagePlan& image, ImageFindings& findings) {
  const auto revision = check_tag(image, findings);
  check_revision(image, revision, findings);
  check_name(image, findings);
}

}  // namespace pushgate::scanners
