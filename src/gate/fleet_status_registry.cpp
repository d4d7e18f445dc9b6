// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_registry.hpp"

#include <algorithm>
#include <utility>

#include "attest/statement.hpp"
#include "base/format.hpp"
#include "gate/open_image.hpp"
#include "gate/verify_image.hpp"
#include "oci/reference.hpp"
#include "registry/access.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

using model::Answer;
using model::StatusCell;

constexpr std::size_t k_tags_of_a_day = 16;  // that are compared by their receipts

std::string text_of(const Error& error) {
  return error.subject.empty() ? error.what : error.subject + ": " + error.what;
}

StatusCell failed(const registry::Client& client, const std::string& tag, const Error& error,
                  const RegistryQuestion& question) {
  StatusCell cell;
  const bool forbidden = registry::is_forbidden(client.reference(), tag, question.options);
  cell.value = forbidden ? "forbidden" : "could not ask";
  cell.detail = text_of(error);
  cell.could_not_ask = true;
  return cell;
}

/// What the keys say of an image, put together.
struct Verified {
  attest::ImageVerification found;
  std::string signed_by;
  std::string receipt_by;
};

void merge(Verified& all, const attest::ImageVerification& one, const std::string& key) {
  auto& found = all.found;
  if (one.signature && !std::exchange(found.signature, true)) all.signed_by = key;
  found.sbom = found.sbom || one.sbom;
  if (one.receipt && (!found.receipt || one.receipt_at > found.receipt_at)) {
    found.receipt = true;
    found.receipt_at = one.receipt_at;
    all.receipt_by = key;
  }
  if (found.receipt_reason.empty()) found.receipt_reason = one.receipt_reason;
  found.documents.insert(found.documents.end(), one.documents.begin(), one.documents.end());
}

Result<Verified> verify(const std::string& reference, const RegistryQuestion& question) {
  Verified all;
  for (const NamedKey& key : question.keys) {
    TRY_ASSIGN(const auto outcome, verify_image(reference, key.key, {}, question.options));
    merge(all, outcome.verification, key.name);
  }
  return all;
}

/// The tags of the newest day.
std::vector<std::string> newest_tags(const std::vector<std::string>& tags) {
  constexpr std::size_t k_day = 8;
  std::vector<std::string> newest;
  for (const auto& tag : tags) {
    if (!scanners::revision_of_tag(tag)) continue;
    if (!newest.empty() && tag.substr(0, k_day) < newest.front().substr(0, k_day)) continue;
    if (!newest.empty() && tag.substr(0, k_day) > newest.front().substr(0, k_day)) newest.clear();
    newest.push_back(tag);
  }
  std::sort(newest.begin(), newest.end());
  return newest;
}

/// Several images of one day: the one whose receipt is the newest. Empty where that cannot be told.
std::string newest_by_receipt(const std::string& repository, const std::vector<std::string>& tags,
                              const RegistryQuestion& question) {
  if (tags.size() > k_tags_of_a_day) return {};
  std::string newest;
  std::optional<Time> at;
  for (const auto& tag : tags) {
    const auto verified = verify(repository + ":" + tag, question);
    if (!verified || !verified->found.receipt_at) continue;
    if (!at || *verified->found.receipt_at > *at) {
      at = verified->found.receipt_at;
      newest = tag;
    }
  }
  return newest;
}

/// The tag to ask for, or a cell that says why there is none.
tl::expected<std::string, StatusCell> choose_tag(registry::Client& client, const RegistryQuestion& question) {
  if (!question.tag.empty()) return question.tag;
  StatusCell none;
  if (!question.has_tag_form) {
    none.detail = "the fleet file has no form of tags; name one with --tag";
    return tl::unexpected(std::move(none));
  }
  const auto tags = client.tags();
  if (!tags) return tl::unexpected(failed(client, "latest", tags.error(), question));
  const std::string name = client.reference().name();
  const auto newest = newest_tags(*tags);
  if (newest.empty()) {
    return tl::unexpected(StatusCell{Answer::no, "absent",
                                     fmt::format("{} has no tag of the form YYYYMMDD-<git_sha>", name), name,
                                     question.now, false});
  }
  if (newest.size() == 1) return newest.front();
  std::string tag = newest_by_receipt(name, newest, question);
  if (!tag.empty()) return tag;
  none.detail = fmt::format(
      "{} has {} tags of the newest day, and no receipts that say which was the last; "
      "name one with --tag",
      name, newest.size());
  return tl::unexpected(std::move(none));
}

void note_pushed(RegistryImage& image, registry::Client& client, const RegistryQuestion& question) {
  const auto tag = choose_tag(client, question);
  if (!tag) {
    image.pushed = tag.error();
    return;
  }
  const std::string name = client.reference().name();
  image.reference = name + ":" + *tag;
  const auto manifest = client.manifest(*tag);
  if (!manifest) {
    image.pushed = failed(client, *tag, manifest.error(), question);
  } else if (!*manifest) {
    image.pushed = {Answer::no, "absent",     image.reference + " is not in the registry",
                    name,       question.now, false};
  } else {
    constexpr std::size_t k_shown = 12;
    image.digest = (*manifest)->digest;
    image.pushed = {Answer::yes,  image.digest->hex().substr(0, k_shown),
                    *tag,         name + "@" + image.digest->to_string(),
                    question.now, false};
  }
}

void note_label(RegistryImage& image, const std::string& named, const RegistryQuestion& question) {
  const auto opened = open_image({"docker://" + named, "", question.options});
  // An index has a label a platform; whoever wants them asks for a platform with `lint` or `gate`.
  if (!opened) return;
  const auto& labels = opened->image.config.labels;
  const auto label = labels.find("org.opencontainers.image.revision");
  const std::string tag = image.reference.substr(image.reference.rfind(':') + 1);
  const auto commit = scanners::revision_of_tag(tag);
  if (label == labels.end() || !commit) return;
  if (label->second.starts_with(*commit) && scanners::is_commit(label->second)) return;
  image.disagreements.push_back(
      fmt::format("the revision label is {}, which is not the commit that tag {} names", label->second, tag));
}

StatusCell claim(bool holds, std::string detail, const std::string& named, Time now) {
  return {holds ? Answer::yes : Answer::no, "", std::move(detail), named, now, false};
}

void note_signed(RegistryImage& image, const std::string& named, const RegistryQuestion& question) {
  if (question.keys.empty()) {
    for (StatusCell* cell : {&image.sbom, &image.signature, &image.verdict}) cell->detail = question.no_keys;
    return;
  }
  const auto verified = verify(named, question);
  if (!verified) {
    for (StatusCell* cell : {&image.sbom, &image.signature, &image.verdict}) {
      cell->value = "could not ask";
      cell->detail = text_of(verified.error());
      cell->could_not_ask = true;
    }
    return;
  }
  const auto& found = verified->found;
  image.signature =
      claim(found.signature, found.signature ? "by " + verified->signed_by : "none by these keys", named,
            question.now);
  image.sbom = claim(found.sbom, found.sbom ? "signed CycloneDX attestation" : "no signed SBOM by these keys",
                     named, question.now);
  if (found.receipt) {
    image.verdict = {Answer::yes, "pass",           "receipt by " + verified->receipt_by,
                     named,       found.receipt_at, false};
  } else {
    image.verdict = {Answer::no, "no receipt", found.receipt_reason, named, question.now, false};
  }
  for (const auto& document : found.documents) {
    if (document.outcome != attest::CheckedDocument::Outcome::foreign_subject) continue;
    if (document.predicate_type == attest::predicate_type::k_vsa && !found.receipt)
      image.disagreements.push_back("the receipt beside the pushed image " + document.reason);
  }
}

tl::expected<registry::Client, StatusCell> client_of(const std::string& repository,
                                                     const RegistryQuestion& question) {
  auto reference = oci::Reference::parse(repository);
  if (!reference) {
    StatusCell cell;
    cell.detail = text_of(reference.error());
    return tl::unexpected(std::move(cell));
  }
  return registry::Client(*reference, question.options);
}

}  // namespace

RegistryImage ask_whether_pushed(const std::string& repository, const RegistryQuestion& question) {
  RegistryImage image;
  image.reference = repository;
  auto client = client_of(repository, question);
  if (client) {
    note_pushed(image, *client, question);
  } else {
    image.pushed = client.error();
  }
  return image;
}

RegistryImage ask_registry(const std::string& repository, const RegistryQuestion& question) {
  RegistryImage image = ask_whether_pushed(repository, question);
  if (!image.digest) {
    // Nothing is known of an image that nobody sees.
    for (StatusCell* cell : {&image.sbom, &image.signature, &image.verdict}) {
      cell->detail = "no image was seen";
      cell->could_not_ask = image.pushed.could_not_ask;
    }
    return image;
  }
  const std::string named = repository + "@" + image.digest->to_string();
  note_label(image, named, question);
  note_signed(image, named, question);
  return image;
}

}  // namespace pushgate::gate
