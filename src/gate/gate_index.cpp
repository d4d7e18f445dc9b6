// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_index.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "evidence/index.hpp"
#include "gate/evidence_files.hpp"
#include "gate/gate_plan.hpp"
#include "gate/index_images.hpp"
#include "gate/judge_image.hpp"
#include "gate/merge_outcomes.hpp"
#include "gate/receipt.hpp"
#include "gate/registry_subject.hpp"
#include "registry/push.hpp"

namespace pushgate::gate {

namespace {

/// A platform's image, decided about.
struct Judged {
  std::string platform;
  std::string folder;
  oci::Descriptor image;
  JudgedImage result;
};

/// What is gated: an index, or an image as the only one of its kind.
struct Content {
  oci::RawDocument root;
  registry::PushTree tree;
  std::vector<std::string> platforms;
};

Result<registry::PushTree> tree_at(oci::ImageSource& source, const oci::RawDocument& root,
                                   const std::string& name) {
  if (oci::is_index(root.media_type)) return registry::read_tree(source, root);
  TRY_ASSIGN(const oci::Image image, oci::resolve_image(source, name, ""));
  return registry::tree_of(image);
}

Result<Content> read_content(const GateRequest& request, oci::ImageSource& source) {
  const std::string& name = request.image.image;
  TRY_ASSIGN(oci::RawDocument root, source.root());
  TRY_ASSIGN(const auto platforms, oci::list_platforms(source, name));
  if (platforms.size() > evidence::k_index_platforms) {
    return fail(Error::unchecked(name, fmt::format("has {} platforms; expected at most {}", platforms.size(),
                                                   evidence::k_index_platforms)));
  }
  TRY_ASSIGN(registry::PushTree tree, tree_at(source, root, name));
  Content content{std::move(root), std::move(tree), {}};
  for (const oci::Platform& platform : platforms) content.platforms.push_back(platform.to_string());
  return content;
}

/// All that the index names is gated, or is nothing that runs.
Result<void> expect_all(const std::string& name, const Content& content, const std::vector<Judged>& judged) {
  for (const auto& [platform, digest] : images_of(content.tree)) {
    const auto is_it = [&](const Judged& one) { return one.image.digest == digest; };
    if (std::ranges::any_of(judged, is_it)) continue;
    return fail(
        Error::refused(name, fmt::format("names {} for {}, which is neither the image of a platform nor an "
                                         "attestation of buildkit; expected nothing that was not looked at",
                                         digest.to_string(), platform))
            .with_hint("gate one platform of it alone with --platform, or build the index without it"));
  }
  return {};
}

Result<std::vector<Judged>> judge_all(const GateRequest& request, const GatePlan& plan, OpenedSource& opened,
                                      const Content& content, Progress& progress) {
  std::vector<Judged> all;
  std::set<std::string> folders;
  for (const std::string& platform : content.platforms) {
    TRY_ASSIGN(std::string folder, evidence::platform_folder(platform));
    if (!folders.insert(folder).second) {
      return fail(Error::unchecked(request.image.image,
                                   fmt::format("has two platforms whose folder would be {}", folder)));
    }
    TRY_ASSIGN(oci::Image image, oci::resolve_image(*opened.source, request.image.image, platform));
    const oci::Descriptor descriptor = image.descriptor();
    GateRequest of_platform = request;
    of_platform.image.platform = platform;
    OpenedImage one{std::move(opened.source), std::move(image), opened.repository, opened.tag};
    auto result = judge_image(of_platform, plan, one, progress);
    opened.source = std::move(one.source);
    if (!result) return fail(std::move(result).error().during("gating " + platform));
    TRY(check_interrupt());
    all.push_back({platform, std::move(folder), descriptor, std::move(*result)});
  }
  TRY(expect_all(request.image.image, content, all));
  return all;
}

/// The files of all folders, and evidence.json over them.
std::map<std::string, std::string> files_of(const std::string& name, const Digest& root,
                                            const std::vector<Judged>& judged) {
  std::map<std::string, std::string> files;
  evidence::IndexDocument document{name, root, {}};
  for (const Judged& one : judged) {
    for (const auto& [file, bytes] : one.result.files) files[one.folder + "/" + file] = bytes;
    document.platforms.push_back(
        {one.platform, one.image.digest, crypto::sha256(one.result.files.at(k_evidence_file))});
  }
  files[k_evidence_file] = evidence::write_index(document);
  return files;
}

Result<std::string> sign(const ReceiptSubject& subject, const std::map<std::string, std::string>& files,
                         const std::vector<Judged>& judged, const crypto::PrivateKey& key) {
  std::map<std::string, std::string> listings = {{k_evidence_file, files.at(k_evidence_file)}};
  std::vector<evidence::InputsDocument> inputs;
  for (const Judged& one : judged) {
    const std::string listing = one.folder + "/" + k_evidence_file;
    listings[listing] = files.at(listing);
    inputs.push_back(one.result.inputs);
  }
  return sign_receipt(subject, listings, inputs, key);
}

/// What stands beside the index and each of its images.
Result<std::vector<registry::PlacedArtifact>> place(const ReceiptSubject& subject, const Content& content,
                                                    const std::vector<Judged>& judged,
                                                    const std::string& receipt,
                                                    const crypto::PrivateKey& key) {
  std::vector<registry::PlacedArtifact> placed;
  std::set<Digest> seen;
  const auto add = [&](const oci::Descriptor& image, const std::string& sbom) -> Result<void> {
    if (!seen.insert(image.digest).second) return {};
    TRY_ASSIGN(auto artifacts, make_artifacts(subject, image.digest, sbom, receipt, key));
    for (auto& artifact : artifacts) placed.push_back({image, std::move(artifact)});
    return {};
  };
  for (const Judged& one : judged) TRY(add(one.image, one.result.sbom));
  TRY(add(describe(content.root), ""));
  return placed;
}

}  // namespace

Result<GateIndexOutcome> gate_index(const GateRequest& request, const AskPassword& ask, Progress& progress) {
  if (!request.image.platform.empty()) {
    return fail(Error::misuse("--platform", "names one platform; expected it or --all-platforms, not both"));
  }
  if (!request.since.empty() || request.only_new)
    return fail(
        Error::misuse("--since", "compares one image with one; expected it or --all-platforms, not both"));
  if (!request.audit_key.empty())
    return fail(Error::misuse("--audit-key",
                              "signs the decision of one image; expected it or --all-platforms, not both"));
  TRY_ASSIGN(const GatePlan plan, read_gate_plan(request, ask));
  TRY_ASSIGN(const Time time, document_time());
  TRY_ASSIGN(OpenedSource opened, open_source(request.image));
  TRY_ASSIGN(const Content content, read_content(request, *opened.source));
  TRY_ASSIGN(std::vector<Judged> judged, judge_all(request, plan, opened, content, progress));

  ReceiptSubject subject{gated_name(request, plan, opened.repository),
                         {content.root.digest},
                         plan.policy.name,
                         plan.policy.digest,
                         time};
  for (const Judged& one : judged) {
    if (std::ranges::find(subject.images, one.image.digest) == subject.images.end())
      subject.images.push_back(one.image.digest);
  }
  const bool passed = std::ranges::all_of(
      judged, [](const Judged& one) { return one.result.outcome.decision.verdict == model::Verdict::pass; });
  auto files = files_of(request.image.image, content.root.digest, judged);
  if (passed && plan.key) {
    TRY_ASSIGN(files[k_receipt_file], sign(subject, files, judged, *plan.key));
  }
  // As gate_image: on disk before the push, in its place after it.
  std::optional<store::StagedFolder> staged;
  if (!request.evidence_dir.empty()) {
    TRY_ASSIGN(store::StagedFolder folder, stage_evidence_folder(request.evidence_dir, files));
    staged.emplace(std::move(folder));
  }
  std::string pushed;
  if (passed && plan.target) {
    TRY_ASSIGN(const auto artifacts, place(subject, content, judged, files.at(k_receipt_file), *plan.key));
    registry::Client client(*plan.target, request.image.registry);
    const registry::PushOptions options{request.no_tag ? std::string() : *plan.target->tag};
    registry::TotalProgress total(progress);
    TRY(registry::push_tree(client, *opened.source, content.tree, artifacts, options, total));
    pushed = plan.target->name() + "@" + content.root.digest.to_string();
  }
  if (staged) TRY(staged->commit());

  GateIndexOutcome outcome;
  for (Judged& one : judged) outcome.platforms.push_back({one.platform, std::move(one.result.outcome)});
  outcome.whole = merge_outcomes(outcome.platforms);
  outcome.whole.evidence.subject = {request.image.image, content.root.digest, request.service, ""};
  outcome.whole.pushed = std::move(pushed);
  return outcome;
}

}  // namespace pushgate::gate
