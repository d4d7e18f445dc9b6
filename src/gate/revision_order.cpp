// SPDX-License-Identifier: Apache-2.0
#include "gate/revision_order.hpp"

#include "base/format.hpp"
#include "gate/git.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

/// Whether git knows `older` to lead to `newer`; nothing where it does not know them.
std::optional<bool> leads_to(const Git& git, const std::string& older, const std::string& newer) {
  const auto answer = git.run({"merge-base", "--is-ancestor", older, newer});
  if (!answer || (answer->exit_status != 0 && answer->exit_status != 1)) return std::nullopt;
  return answer->exit_status == 0;
}

/// True or false where history says whether `next` comes before `now`.
std::optional<bool> comes_before(const ImageAge& next, const ImageAge& now, const std::string& folder) {
  if (!scanners::is_commit(next.revision) || !scanners::is_commit(now.revision)) return std::nullopt;
  const auto git = Git::find(folder, "--moving");
  if (!git) return std::nullopt;
  if (const auto back = leads_to(*git, next.revision, now.revision); !back || *back) return back;
  // Neither leads to the other: two branches, whose order is that of time.
  return leads_to(*git, now.revision, next.revision).value_or(false) ? std::optional(false) : std::nullopt;
}

std::string named(const std::string& revision) {
  return revision.empty() ? "without a revision" : "of revision " + revision;
}

}  // namespace

std::string why_back(const ImageAge& next, const ImageAge& now, const std::string& folder) {
  if (!next.revision.empty() && next.revision == now.revision) return {};
  if (const auto back = comes_before(next, now, folder)) {
    return *back ? fmt::format("an image {}, which comes after {} in the history of git", named(now.revision),
                               next.revision)
                 : std::string();
  }
  if (next.created && now.created && *next.created != *now.created) {
    return *next.created > *now.created
               ? std::string()
               : fmt::format("an image {} that was made at {}; the new one was made before it, at {}",
                             named(now.revision), format_rfc3339(*now.created),
                             format_rfc3339(*next.created));
  }
  const auto when = [](const ImageAge& age) {
    return age.created ? "made at " + format_rfc3339(*age.created)
                       : std::string("that does not say when it was made");
  };
  return fmt::format("an image {}, {}, and whether the new one, {}, {}, is newer cannot be told",
                     named(now.revision), when(now), named(next.revision), when(next));
}

}  // namespace pushgate::gate
