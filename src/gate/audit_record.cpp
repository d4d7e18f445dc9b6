// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_record.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/ascii.hpp"
#include "base/format.hpp"
#include "evidence/index.hpp"
#include "gate/evidence_files.hpp"
#include "gate/folder_receipt.hpp"
#include "gate/signed_decision.hpp"
#include "gate/stored_evidence.hpp"
#include "oci/image_name.hpp"
#include "oci/reference.hpp"
#include "sbom/component_name.hpp"
#include "sbom/cyclonedx.hpp"
#include "sbom/purl.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

using audit::KeyKind;

constexpr std::size_t k_sbom_bytes = 64u << 20;  // real ones stay under 20 MB
constexpr std::size_t k_packages = 200'000;

/// `ghcr.io/acme/app:v1@sha256:…` in its parts; other names as they are.
void take_name(audit::Document& document, const std::string& text) {
  document.name = text;
  const auto name = oci::ImageName::parse(text);
  if (!name || name->transport != oci::ImageName::Transport::registry) return;
  const auto reference = oci::Reference::parse(name->tag);
  if (!reference) return;
  document.name = name->tag.substr(0, name->tag.find('@'));
  if (!reference->tag) return;
  document.tag = *reference->tag;
  document.name.resize(document.name.size() - document.tag.size() - 1);
}

std::vector<audit::Key> keys_of(const model::Component& component) {
  std::vector<audit::Key> keys;
  const auto add_name = [&](const std::string& name, const std::string& version) {
    if (!name.empty()) keys.push_back({KeyKind::name, name_key(component.ecosystem, name), version});
  };
  add_name(component.name, component.version);
  add_name(sbom::full_name(component), component.version);
  add_name(component.source_name,
           component.source_version.empty() ? component.version : component.source_version);
  // The reader wrote it in the one form, in which these signs stand for nothing else.
  if (!component.purl.empty())
    keys.push_back(
        {KeyKind::purl, component.purl.substr(0, component.purl.find_first_of("@?#")), component.version});
  for (const auto& license : component.licenses) {
    keys.push_back({KeyKind::license, license_key(license.text), component.version});
    if (license.text.find(' ') == license.text.npos) continue;
    for (std::size_t at = 0; at < license.text.size();) {
      const std::size_t end = std::min(license.text.find_first_of(" ()", at), license.text.size());
      const std::string word = license_key(std::string_view(license.text).substr(at, end - at));
      if (!word.empty() && word != "and" && word != "or" && word != "with")
        keys.push_back({KeyKind::license, word, component.version});
      at = end + 1;
    }
  }
  return keys;
}

std::string joined(const std::vector<model::License>& licenses) {
  std::string text;
  for (const auto& license : licenses) {
    const bool is_alternative = licenses.size() > 1 && license.kind == model::License::Kind::spdx_expression;
    text += fmt::format(fmt::runtime(is_alternative ? "{}({})" : "{}{}"), text.empty() ? "" : " AND ",
                        license.text);
  }
  return text;
}

bool has_nul(const std::string& text) {
  return text.find('\0') != text.npos;
}

class Packages {
 public:
  Packages(const model::Inventory& inventory, audit::Record& record) : m_record(record) {
    for (const auto& layer : inventory.layers) m_of_base[layer.diff_id] = layer.of_base;
  }

  Result<void> add(const std::vector<model::Component>& components) {
    for (const auto& component : components) {
      if (m_record.packages.size() >= k_packages)
        return fail(Error::unchecked("SBOM", fmt::format("has over {} packages", k_packages)));
      // Other readers of the same document would see a shorter name.
      if (has_nul(component.name) || has_nul(component.group) || has_nul(component.version))
        return fail(
            Error::unchecked("SBOM", fmt::format("has a package '{}' with a NUL character in its name or "
                                                 "version",
                                                 component.name)));
      audit::ContainedPackage contained{{component.ecosystem, sbom::full_name(component), component.version,
                                         component.purl, joined(component.licenses)},
                                        keys_of(component),
                                        component.layer,
                                        {}};
      if (component.layer) {
        const auto layer = m_of_base.find(*component.layer);
        if (layer != m_of_base.end()) contained.of_base = layer->second;
      }
      m_record.packages.push_back(std::move(contained));
      TRY(add(component.nested));
    }
    return {};
  }

 private:
  audit::Record& m_record;
  std::map<Digest, std::optional<bool>> m_of_base;
};

using Files = std::map<std::string, std::string>;

/// The receipt in a folder; of an index it is about all of `records`.
Result<void> take_receipt(std::vector<audit::Record>& records, const std::string& folder, const Files& files,
                          const std::optional<Digest>& image, attest::Trust trust,
                          const std::vector<attest::IndexedImage>& platforms) {
  // A key that was withdrawn since has signed what it signed.
  trust.max_age.reset();
  trust.now = records.front().document.at.value_or(trust.now);
  const FolderReceipt receipt = receipt_in(files, image, trust, platforms);
  if (receipt.by.empty()) {
    return fail(
        Error::refused(folder, receipt.reason)
            .with_hint("name the public key that signed it with --key; without --key and --signers nobody's "
                       "receipt is looked at"));
  }
  for (audit::Record& record : records) {
    audit::Document& document = record.document;
    document.signer = receipt.by;
    document.at = receipt.at;
    if (receipt.repository.empty()) continue;
    const std::string tag = document.tag;
    take_name(document, receipt.repository);
    if (document.tag.empty()) document.tag = tag;
  }
  return {};
}

/// Of an image that did not pass, who says so.
Result<void> take_signed_decision(audit::Document& document, const std::string& folder, const Files& files,
                                  attest::Trust trust) {
  trust.now = document.at.value_or(trust.now);
  const std::string path = fmt::format("{}/{}", folder, k_signed_decision_file);
  TRY_ASSIGN(const SignedDecision decision,
             read_signed_decision(path, files.at(k_signed_decision_file), trust));
  if (decision.image != document.digest || decision.evidence != document.sha256 ||
      decision.verdict != document.verdict)
    return fail(Error::refused(path, "is not about this evidence"));
  document.signer = decision.signer;
  return {};
}

std::vector<audit::ContainedFinding> findings_of(const model::Evidence& evidence,
                                                 const model::Decision& decision) {
  std::map<model::Finding, const model::Waived*> waived;
  for (const auto& one : decision.waived) waived.emplace(one.finding, &one);
  std::vector<audit::ContainedFinding> out;
  for (const auto& finding : evidence.findings) {
    if (finding.could_not_look) continue;  // it says nothing of the image
    audit::ContainedFinding contained{
        finding.rule, finding.severity, finding.subject, finding.fixed_version, {}, {}, {}};
    if (const auto found = waived.find(finding); found != waived.end()) {
      contained.waived_because = found->second->reason;
      contained.waived_by = found->second->owner;
      contained.waived_until = found->second->expires;
    }
    out.push_back(std::move(contained));
  }
  return out;
}

Result<audit::Record> record_of_files(const Files& files, const std::string& folder) {
  TRY_ASSIGN(const StoredEvidence stored, stored_evidence_of(files, folder + "/"));
  const model::Subject& subject = stored.evidence.subject;
  audit::Record record{{crypto::sha256(files.at(k_evidence_file)),
                        "evidence",
                        folder,
                        {},
                        {},
                        subject.digest,
                        subject.platform,
                        subject.service,
                        {},
                        stored.decision.verdict,
                        stored.decision.policy,
                        {},
                        0},
                       {},
                       {},
                       findings_of(stored.evidence, stored.decision)};
  take_name(record.document, subject.name);
  if (stored.inputs) record.document.at = stored.inputs->decided_at;
  for (const auto& layer : stored.blobs) {
    TRY_ASSIGN(const Digest diff_id, Digest::parse(layer.diff_id));
    TRY_ASSIGN(const Digest blob, Digest::parse(layer.digest));
    record.layers.push_back({diff_id, blob});
  }
  auto added = Packages(stored.inventory, record).add(stored.inventory.components);
  if (!added) return fail(std::move(added).error().during("reading " + folder + "/sbom.cdx.json"));
  return record;
}

}  // namespace

std::string license_key(std::string_view license) {
  return lower_case(license);
}

std::string name_key(std::string_view ecosystem, std::string_view name) {
  return lower_case(sbom::comparable(ecosystem, name));
}

Result<std::string> purl_key(std::string_view purl) {
  TRY_ASSIGN(sbom::Purl parsed, sbom::Purl::parse(purl));
  parsed.version.clear();
  parsed.qualifiers.clear();
  parsed.subpath.clear();
  return parsed.to_string();
}

Result<std::vector<audit::Record>> records_of_evidence(const std::string& folder, const TrustLoader& trust) {
  std::vector<audit::Record> records;
  std::vector<attest::IndexedImage> platforms;
  std::optional<Digest> image;
  Files files;
  if (evidence::is_index_folder(evidence::files_on_disk(), folder)) {
    TRY_ASSIGN(auto contents, evidence::read_index_folder(folder));
    for (const auto& [named, path, own] : contents.platforms) {
      TRY_ASSIGN(audit::Record record, record_of_files(own.files, path));
      records.push_back(std::move(record));
      platforms.push_back({named.platform, named.digest});
    }
    image = contents.document->digest;
    files = std::move(contents.files);
  } else {
    TRY_ASSIGN(files, evidence::read_folder(folder));
    TRY_ASSIGN(audit::Record record, record_of_files(files, folder));
    image = record.document.digest;
    records.push_back(std::move(record));
  }
  if (trust && files.contains(k_receipt_file)) {
    TRY_ASSIGN(attest::Trust trusted, trust());
    TRY(take_receipt(records, folder, files, image, std::move(trusted), platforms));
  } else if (trust && files.contains(k_signed_decision_file)) {
    TRY_ASSIGN(attest::Trust trusted, trust());
    TRY(take_signed_decision(records.front().document, folder, files, std::move(trusted)));
  }
  return records;
}

Result<audit::Record> record_of_cyclonedx(std::string_view bytes, const std::string& source) {
  TRY_ASSIGN(const auto document, sbom::read_stated_cyclonedx(bytes));
  audit::Record record{{crypto::sha256(bytes),
                        "cyclonedx",
                        source,
                        {},
                        {},
                        document.digest,
                        document.architecture,
                        {},
                        document.made_at,
                        {},
                        {},
                        {},
                        0},
                       {},
                       {},
                       {}};
  take_name(record.document, document.name);
  for (const auto& layer : document.inventory.layers) record.layers.push_back({layer.diff_id, {}});
  TRY(Packages(document.inventory, record).add(document.inventory.components));
  return record;
}

Result<audit::Record> record_of_sbom(const std::string& file) {
  TRY_ASSIGN(const std::string bytes, store::read_file(file, k_sbom_bytes));
  auto record = record_of_cyclonedx(bytes, file);
  if (!record) return fail(std::move(record).error().during("reading " + file));
  return record;
}

}  // namespace pushgate::gate
