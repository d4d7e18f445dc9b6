// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_registry.hpp"

#include <optional>
#include <utility>

#include "attest/statement.hpp"
#include "base/error_line.hpp"
#include "gate/index_images.hpp"
#include "gate/open_image.hpp"
#include "gate/signed_documents.hpp"
#include "oci/reference.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

using model::Answer;
using model::StatusCell;

void note_pushed(RegistryImage& image, registry::Client& client, const RegistryQuestion& question) {
  const FoundImage found = find_image(client, question);
  const std::string name = client.reference().name();
  if (!found.tag.empty()) image.reference = name + ":" + found.tag;
  constexpr std::size_t k_shown = 12;
  switch (found.state) {
    case FoundImage::State::there:
      image.digest = found.manifest->digest;
      image.pushed = {Answer::yes,  image.digest->hex().substr(0, k_shown),
                      found.tag,    name + "@" + image.digest->to_string(),
                      question.now, false};
      return;
    case FoundImage::State::absent:
      image.pushed = {Answer::no, "absent", found.why, name, question.now, false};
      return;
    case FoundImage::State::forbidden:
      image.pushed.value = "forbidden";
      break;
    case FoundImage::State::could_not_ask:
      image.pushed.value = "could not ask";
      break;
    case FoundImage::State::not_chosen:
      break;
  }
  image.pushed.detail = found.why;
  image.pushed.could_not_ask = found.state != FoundImage::State::not_chosen;
}

void note_label(RegistryImage& image, const std::string& named, const RegistryQuestion& question) {
  const auto opened = open_image({"docker://" + named, "", question.options});
  // An index has a label a platform; whoever wants them asks for a platform with `lint` or `gate`.
  if (!opened) return;
  const auto& labels = opened->image.config.labels;
  const std::string tag = image.reference.substr(image.reference.rfind(':') + 1);
  const auto commit = scanners::revision_of_tag(tag);
  if (!commit || !labels.contains(scanners::k_revision_label)) return;
  auto why = why_another_revision(labels, tag, *commit);
  if (!why.empty()) image.disagreements.push_back(std::move(why));
}

StatusCell claim(bool holds, std::string detail, const std::string& named, Time now) {
  return {holds ? Answer::yes : Answer::no, "", std::move(detail), named, now, false};
}

Result<std::vector<attest::IndexedImage>> platforms_of(registry::Client& client, const Digest& digest) {
  TRY_ASSIGN(const auto document, client.manifest(digest.to_string()));
  if (!document)
    return fail(
        Error::unchecked(client.reference().name() + "@" + digest.to_string(), "is not in the registry"));
  return images_of(client, *document);
}

void note_signed(RegistryImage& image, registry::Client& client, const std::string& named,
                 const RegistryQuestion& question) {
  if (question.trust.keys.empty()) {
    for (StatusCell* cell : {&image.sbom, &image.signature, &image.verdict}) cell->detail = question.no_keys;
    return;
  }
  auto documents = fetch_signed_documents(client, *image.digest);
  const auto platforms = platforms_of(client, *image.digest);
  if (!platforms) documents = fail(platforms.error());
  if (!documents) {
    for (StatusCell* cell : {&image.sbom, &image.signature, &image.verdict}) {
      cell->value = "could not ask";
      cell->detail = error_line(documents.error());
      cell->could_not_ask = true;
    }
    return;
  }
  const auto found = attest::verify_documents(*documents, *image.digest, client.reference().name(),
                                              question.trust, *platforms);
  image.signature =
      claim(found.signature, found.signature ? "by " + found.signature_by : "none by these keys", named,
            question.now);
  image.sbom = claim(found.sbom, found.sbom ? "signed CycloneDX attestation" : "no signed SBOM by these keys",
                     named, question.now);
  if (found.receipt) {
    image.verdict = {Answer::yes, "pass", "receipt by " + found.receipt_by, named, found.receipt_at, false};
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
    cell.detail = error_line(reference.error());
    return tl::unexpected(std::move(cell));
  }
  return registry::Client(*reference, question.options);
}

/// Asks whether there is an image. Gives the client, where the repository is one.
std::optional<registry::Client> look(RegistryImage& image, const std::string& repository,
                                     const RegistryQuestion& question) {
  image.reference = repository;
  auto client = client_of(repository, question);
  if (!client) {
    image.pushed = client.error();
    return std::nullopt;
  }
  note_pushed(image, *client, question);
  return std::move(*client);
}

}  // namespace

RegistryImage ask_whether_pushed(const std::string& repository, const RegistryQuestion& question) {
  RegistryImage image;
  look(image, repository, question);
  return image;
}

RegistryImage ask_registry(const std::string& repository, const RegistryQuestion& question) {
  RegistryImage image;
  auto client = look(image, repository, question);
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
  note_signed(image, *client, named, question);
  return image;
}

}  // namespace pushgate::gate
