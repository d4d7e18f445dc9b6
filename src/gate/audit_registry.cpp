// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_registry.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "gate/audit_record.hpp"
#include "gate/index_images.hpp"
#include "gate/registry_subject.hpp"
#include "gate/signed_documents.hpp"
#include "oci/reference.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;

constexpr std::string_view k_scheme = "docker://";
constexpr std::string_view k_cyclonedx_type = "application/vnd.cyclonedx";
constexpr std::string_view k_bundle_type = "application/vnd.dev.sigstore.bundle";
constexpr std::size_t k_tags = 10'000;
constexpr std::size_t k_sbom_bytes = 64u << 20;

Result<registry::Client> client_of(const RegistryImage& image, const registry::ClientOptions& options) {
  TRY_ASSIGN(const oci::Reference reference,
             oci::Reference::parse(image.repository + "@" + image.digest.to_string()));
  return registry::Client(reference, options);
}

/// Finds the images of one repository.
class Listing {
 public:
  Listing(registry::Client& client, RegistryImages& found) : m_client(client), m_found(found) {}

  Result<void> add_all_tags(const std::string& source) {
    TRY_ASSIGN(std::vector<std::string> tags, m_client.tags());
    std::erase_if(tags, [](const std::string& tag) { return tag.starts_with("sha256-"); });
    if (tags.empty())
      return fail(
          Error::unchecked(source, fmt::format("is absent: {} knows no such repository, or no tag in it",
                                               m_client.reference().registry)));
    if (tags.size() > k_tags)
      return fail(Error::unchecked(
          source,
          fmt::format("has {} tags; expected at most {}: name those that count", tags.size(), k_tags)));
    for (const std::string& tag : tags) {
      TRY(check_interrupt());
      auto added = add(tag, tag, source + ":" + tag);
      if (!added) m_found.problems.push_back(std::move(added).error().during("listing " + source));
    }
    return {};
  }

  Result<void> add(const std::string& version, const std::string& tag, const std::string& name) {
    TRY_ASSIGN(const auto document, m_client.manifest(version));
    if (!document)
      return fail(Error::unchecked(
          name, fmt::format("is absent: {} has no such image", m_client.reference().registry)));
    take(tag, "", document->digest);
    TRY_ASSIGN(const auto platforms, images_of(m_client, *document));
    for (const auto& [platform, digest] : platforms) take(tag, platform, digest);
    return {};
  }

 private:
  void take(const std::string& tag, const std::string& platform, const Digest& digest) {
    if (m_seen.insert(digest).second)
      m_found.images.push_back({m_client.reference().name(), tag, platform, digest});
  }

  registry::Client& m_client;
  RegistryImages& m_found;
  std::set<Digest> m_seen;
};

Result<void> list(const std::string& source, const registry::ClientOptions& options, RegistryImages& found) {
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(source.substr(k_scheme.size())));
  registry::Client client(reference, options);
  Listing listing(client, found);
  if (reference.digest) return listing.add(reference.digest->to_string(), reference.tag.value_or(""), source);
  if (reference.tag) return listing.add(*reference.tag, *reference.tag, source);
  return listing.add_all_tags(source);
}

/// The statement in a signed document, whoever signed it; nothing where there is none that can be read.
std::optional<std::string> payload_of(const SignedDocument& document) {
  if (!document.unread.empty() || document.form == SignedDocument::Form::legacy_signature)
    return std::nullopt;
  if (document.form == SignedDocument::Form::legacy_envelope) {
    auto envelope = attest::parse_envelope(document.bytes, document.name);
    return envelope ? std::optional(std::move(envelope->payload)) : std::nullopt;
  }
  auto bundle = attest::read_bundle(document.bytes, document.name);
  return bundle ? std::optional(std::move(bundle->envelope.payload)) : std::nullopt;
}

/// Reads what stands beside one image.
class Beside {
 public:
  Beside(const RegistryImage& image, registry::Client& client, std::optional<attest::Trust> trust)
      : m_image(image), m_client(client), m_trust(std::move(trust)) {
    if (m_trust) m_now = m_trust->now;
  }

  Result<ImageRecords> read() {
    TRY_ASSIGN(m_documents, fetch_signed_documents(m_client, m_image.digest));
    TRY_ASSIGN(const auto root, m_client.manifest(m_image.digest.to_string()));
    if (!root) return fail(Error::unchecked(m_image.name(), "is gone: it was there when it was listed"));
    TRY_ASSIGN(m_platforms, images_of(m_client, *root));
    for (std::size_t i = 0; i < m_documents.size(); ++i) keep(read_signed(i), m_documents[i].name);
    TRY(read_attached());
    // An index need have none: its images have theirs.
    if (!m_is_any && m_platforms.empty())
      m_out.problems.push_back(
          Error::unchecked(m_image.name(), "has no SBOM beside it; expected a CycloneDX attestation")
              .with_hint("pushgate gate --push and `cosign attest --type cyclonedx` put one there"));
    return std::move(m_out);
  }

 private:
  using Read = Result<std::optional<audit::Record>>;

  void keep(Read record, const std::string& name) {
    if (!record) {
      m_is_any = true;
      m_out.problems.push_back(
          std::move(record).error().during(fmt::format("reading {} of {}", name, m_image.name())));
    } else if (*record) {
      m_is_any = true;
      m_out.records.push_back(std::move(**record));
    }
  }

  Read read_signed(std::size_t index) {
    const auto payload = payload_of(m_documents[index]);
    if (!payload) return std::nullopt;
    const auto statement = attest::parse_statement(*payload);
    if (!statement || statement->predicate_type != attest::predicate_type::k_cyclonedx) return std::nullopt;
    const auto is_it = [this](const auto& subject) { return subject.second == m_image.digest; };
    if (std::ranges::none_of(statement->subjects, is_it))
      return fail(Error::refused(m_image.name(), "has an SBOM beside it that is about another image"));
    TRY_ASSIGN(audit::Record record, record_of(json::write(statement->predicate)));
    // The statement names the image, so that the same SBOM of two images is two documents.
    record.document.sha256 = crypto::sha256(*payload);
    if (m_trust) TRY(judge(index, record.document));
    return std::optional(std::move(record));
  }

  /// Who signed it, and what a receipt beside it says.
  Result<void> judge(std::size_t index, audit::Document& document) {
    // A key that was withdrawn since has signed what it signed.
    m_trust->max_age.reset();
    m_trust->now = document.at.value_or(m_now);
    const auto verified =
        attest::verify_documents(m_documents, m_image.digest, m_image.repository, *m_trust, m_platforms);
    const attest::CheckedDocument& checked = verified.documents[index];
    if (checked.outcome != attest::CheckedDocument::Outcome::good)
      return fail(
          Error::refused(m_image.name(), "has an SBOM beside it that does not count: it " + checked.reason)
              .with_hint("name the public key that signed it with --key; without --key and --signers "
                         "nobody's signature is looked at"));
    document.signer = checked.signer;
    if (!verified.receipt) return {};
    document.verdict = model::Verdict::pass;
    document.signer = verified.receipt_by;
    if (verified.receipt_at) document.at = verified.receipt_at;
    return {};
  }

  /// SBOMs that were attached as they are, `oras attach` and `cosign attach sbom`.
  Result<void> read_attached() {
    TRY_ASSIGN(const auto referrers, m_client.referrers(m_image.digest));
    for (const oci::Descriptor& referrer : referrers) {
      // Some registries call everything else by the type of its config, or by none (formats.md 4.4).
      if (referrer.artifact_type.starts_with(k_bundle_type)) continue;
      TRY(read_layers(referrer.digest.to_string(), "referrer " + referrer.digest.to_string()));
    }
    const std::string tag = "sha256-" + m_image.digest.hex() + ".sbom";
    return read_layers(tag, "tag " + tag);
  }

  Result<void> read_layers(const std::string& version, const std::string& name) {
    TRY_ASSIGN(const auto document, m_client.manifest(version));
    if (!document) return {};
    TRY_ASSIGN(const oci::Manifest manifest, oci::parse_manifest(*document));
    for (const oci::Descriptor& layer : manifest.layers) {
      if (!layer.media_type.starts_with(k_cyclonedx_type)) continue;
      keep(read_layer(layer), name);
    }
    return {};
  }

  Read read_layer(const oci::Descriptor& layer) {
    if (m_trust)
      return fail(
          Error::refused(m_image.name(), "has an SBOM beside it that is unsigned; expected an attestation")
              .with_hint("without --key and --signers nobody's signature is looked at"));
    TRY_ASSIGN(const std::string bytes, m_client.small_blob(layer, k_sbom_bytes));
    TRY_ASSIGN(audit::Record record, record_of(bytes));
    record.document.sha256 = crypto::sha256(m_image.digest.to_string() + "\n" + bytes);
    return std::optional(std::move(record));
  }

  /// The image is the one that it stands beside, whatever the document says.
  Result<audit::Record> record_of(std::string_view bytes) const {
    TRY_ASSIGN(audit::Record record, record_of_cyclonedx(bytes, m_image.name()));
    record.document.name = m_image.repository;
    record.document.tag = m_image.tag;
    record.document.digest = m_image.digest;
    if (!m_image.platform.empty()) record.document.platform = m_image.platform;
    return record;
  }

  const RegistryImage& m_image;
  registry::Client& m_client;
  std::optional<attest::Trust> m_trust;
  Time m_now{};
  std::vector<SignedDocument> m_documents;
  std::vector<attest::IndexedImage> m_platforms;
  bool m_is_any = false;
  ImageRecords m_out;
};

Result<ImageRecords> read_beside(const RegistryImage& image, const TrustLoader& trust,
                                 const registry::ClientOptions& options) {
  TRY_ASSIGN(registry::Client client, client_of(image, options));
  std::optional<attest::Trust> trusted;
  if (trust) {
    TRY_ASSIGN(trusted, trust());
  }
  return Beside(image, client, std::move(trusted)).read();
}

}  // namespace

bool names_registry(std::string_view source) {
  return source.starts_with(k_scheme);
}

std::string RegistryImage::name() const {
  return fmt::format("{}{}@{}", k_scheme, repository, digest.to_string());
}

RegistryImages images_in_registry(const std::string& source, const registry::ClientOptions& options) {
  RegistryImages found;
  auto listed = list(source, options, found);
  if (!listed) found.problems.push_back(std::move(listed).error().during("listing " + source));
  return found;
}

ImageRecords records_of_image(const RegistryImage& image, const TrustLoader& trust,
                              const registry::ClientOptions& options) {
  auto read = read_beside(image, trust, options);
  if (read) return std::move(*read);
  ImageRecords none;
  none.problems.push_back(std::move(read).error().during("reading " + image.name()));
  return none;
}

}  // namespace pushgate::gate
