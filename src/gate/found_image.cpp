// SPDX-License-Identifier: Apache-2.0
#include "gate/found_image.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "attest/verification.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"
#include "gate/signed_documents.hpp"
#include "gate/tag_name.hpp"
#include "registry/access.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

using State = FoundImage::State;

constexpr std::size_t k_tags_of_a_day = 16;  // that are compared by their receipts
constexpr std::size_t k_day = 8;             // digits

FoundImage failed(const registry::Client& client, const std::string& tag, const Error& error,
                  const RegistryQuestion& question) {
  const auto trouble = registry::trouble_with_manifest(client.reference(), tag, question.options);
  const bool forbidden = trouble == registry::Trouble::forbidden;
  return {forbidden ? State::forbidden : State::could_not_ask, "", std::nullopt, error_line(error)};
}

/// The tags of the newest day.
std::vector<std::string> of_newest_day(const std::vector<std::string>& tags) {
  std::vector<std::string> newest;
  for (const auto& tag : newest_first(tags)) {
    if (!scanners::revision_of_tag(tag)) break;
    if (!newest.empty() && tag.substr(0, k_day) != newest.front().substr(0, k_day)) break;
    newest.push_back(tag);
  }
  return newest;
}

std::optional<Time> receipt_time(registry::Client& client, const std::string& tag,
                                 const RegistryQuestion& question) {
  const auto manifest = client.manifest(tag);
  if (!manifest || !*manifest) return std::nullopt;
  const auto documents = fetch_signed_documents(client, (*manifest)->digest);
  if (!documents) return std::nullopt;
  return attest::verify_documents(*documents, (*manifest)->digest, client.reference().name(), question.trust)
      .receipt_at;
}

/// Several images of one day: the one whose receipt is the newest. Empty where that cannot be told.
std::string newest_by_receipt(registry::Client& client, const std::vector<std::string>& tags,
                              const RegistryQuestion& question) {
  if (tags.size() > k_tags_of_a_day) return {};
  std::string newest;
  std::optional<Time> at;
  for (const auto& tag : tags) {
    const auto one = receipt_time(client, tag, question);
    if (!one || (at && *one <= *at)) continue;
    at = one;
    newest = tag;
  }
  return newest;
}

/// The tag to ask for, or why there is none.
tl::expected<std::string, FoundImage> choose_tag(registry::Client& client, const RegistryQuestion& question) {
  if (!question.tag.empty()) return question.tag;
  const auto none = [](State state, std::string why) {
    return tl::unexpected(FoundImage{state, "", std::nullopt, std::move(why)});
  };
  if (!question.has_tag_form)
    return none(State::not_chosen, "the fleet file has no form of tags; name one with --tag");
  const auto tags = client.tags();
  if (!tags) return tl::unexpected(failed(client, "latest", tags.error(), question));
  const std::string name = client.reference().name();
  const auto newest = of_newest_day(*tags);
  if (newest.empty())
    return none(State::absent, fmt::format("{} has no tag of the form YYYYMMDD-<git_sha>", name));
  if (newest.size() == 1) return newest.front();
  std::string tag = newest_by_receipt(client, newest, question);
  if (!tag.empty()) return tag;
  return none(State::not_chosen,
              fmt::format("{} has {} tags of the newest day, and no receipts that say which was the last; "
                          "name one with --tag",
                          name, newest.size()));
}

}  // namespace

Result<void> check_tag(const std::string& tag) {
  if (tag.empty() || is_tag(tag)) return {};
  return fail(Error::misuse("--tag", fmt::format("'{}' is no tag; expected {}", tag, k_tag_form)));
}

FoundImage find_image(registry::Client& client, const RegistryQuestion& question) {
  const auto tag = choose_tag(client, question);
  if (!tag) return tag.error();
  auto manifest = client.manifest(*tag);
  FoundImage found;
  if (!manifest) {
    found = failed(client, *tag, manifest.error(), question);
  } else if (!*manifest) {
    found.state = State::absent;
    found.why = client.reference().name() + ":" + *tag + " is not in the registry";
  } else {
    found.state = State::there;
    found.manifest = std::move(*manifest);
  }
  found.tag = *tag;
  return found;
}

std::vector<std::string> newest_first(std::vector<std::string> tags) {
  std::erase_if(tags, [](const auto& tag) { return tag.starts_with("sha256-"); });
  const auto middle = std::partition(
      tags.begin(), tags.end(), [](const auto& tag) { return scanners::revision_of_tag(tag).has_value(); });
  std::sort(tags.begin(), middle, std::greater<>());
  std::sort(middle, tags.end(), std::greater<>());
  return tags;
}

std::string why_another_revision(const std::map<std::string, std::string>& labels, const std::string& tag,
                                 const std::string& commit) {
  const auto label = labels.find(scanners::k_revision_label);
  if (label == labels.end() || label->second.empty())
    return fmt::format("the image has no label {}", scanners::k_revision_label);
  if (scanners::is_of_commit(label->second, commit)) return {};
  return fmt::format("the revision label is {}, which is not the commit that tag {} names", label->second,
                     tag);
}

}  // namespace pushgate::gate
