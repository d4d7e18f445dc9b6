// SPDX-License-Identifier: Apache-2.0
#include "retention/undo.hpp"

#include <algorithm>
#include <map>

#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::retention {

namespace {

Error no_way_back(const PlannedRepository& plan, const Digest& digest) {
  return Error::refused(fmt::format("{}@{}", plan.name, digest.to_string()),
                        "is gone, and a registry cannot bring back what it removed; only GitHub Packages can")
      .with_hint("push it again from where it was built, or from a copy");
}

using Tags = std::map<Digest, std::vector<std::string>>;

Result<Tags> tags_in(RepositoryStore& store, bool& complete) {
  TRY_ASSIGN(const auto listing, store.list());
  complete = listing.complete;
  Tags tags;
  for (const auto& version : listing.versions) tags.emplace(version.digest, version.tags);
  return tags;
}

std::string line_of(const PlannedManifest& manifest) {
  return fmt::format("{}{}{}", manifest.digest.to_string(), manifest.tags.empty() ? "" : " ",
                     fmt::join(manifest.tags, " "));
}

}  // namespace

Result<Undone> undo_plan(const PlannedRepository& plan, RepositoryStore& store,
                         const std::function<void(const std::string&)>& say) {
  bool complete = false;
  TRY_ASSIGN(const Tags before, tags_in(store, complete));
  std::vector<const PlannedManifest*> restored;
  Undone undone;
  for (const auto& manifest : plan.manifests) {
    if (!manifest.remove) continue;
    TRY(check_interrupt());
    bool is_there = before.contains(manifest.digest);
    if (!is_there && !complete) {
      TRY_ASSIGN(const auto document, store.manifest(manifest.digest));
      is_there = document.has_value();
    }
    if (is_there) {
      ++undone.there;
      continue;
    }
    TRY_ASSIGN(const auto answer, store.restore(manifest.digest));
    if (!answer) return fail(no_way_back(plan, manifest.digest));
    if (answer->kind == Answer::Kind::done) {
      ++undone.restored;
      restored.push_back(&manifest);
      say("restored " + line_of(manifest));
    } else {
      undone.lost.push_back(fmt::format(
          "{}: {}", line_of(manifest),
          answer->kind == Answer::Kind::refused
              ? answer->reason
              : "the store does not list it among what can be brought back; GitHub does for 30 days"));
    }
  }
  if (restored.empty()) return undone;
  TRY_ASSIGN(const Tags after, tags_in(store, complete));
  for (const auto* manifest : restored) {
    const auto found = after.find(manifest->digest);
    const auto& has = found == after.end() ? std::vector<std::string>() : found->second;
    for (const auto& tag : manifest->tags)
      if (std::ranges::find(has, tag) == has.end())
        undone.lost.push_back(
            fmt::format("{}: came back without its tag {}", manifest->digest.to_string(), tag));
  }
  return undone;
}

}  // namespace pushgate::retention
