// SPDX-License-Identifier: Apache-2.0
#include "gate/regate.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/side_by_side.hpp"
#include "gate/evidence_files.hpp"
#include "gate/make_sbom.hpp"
#include "gate/settings.hpp"
#include "gate/stored_evidence.hpp"
#include "gate/stored_sbom.hpp"
#include "model/judged_evidence.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/policy.hpp"
#include "scanners/trivy/shared_scan.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_images = 20'000;

/// An image as it is stored, and the policy that it is decided by.
struct Stored {
  std::string path;
  model::Evidence evidence;
  std::optional<model::Decision> decision;
  model::Inventory inventory;
  policy::Policy policy;
};

bool holds(const fs::path& folder, const char* file) {
  std::error_code code;
  return fs::exists(folder / file, code);
}

/// The evidence of one image; that of an index has evidence.json over a folder a platform.
bool is_evidence_folder(const fs::path& path) {
  return holds(path, k_evidence_file) && holds(path, "subject.json");
}

/// Adds the evidence folders in a folder, and those in the folders of indexes there.
Result<void> find_folders(const fs::path& folder, std::vector<std::string>& found) {
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    if (is_evidence_folder(entry->path())) {
      found.push_back(entry->path().string());
    } else if (holds(entry->path(), k_evidence_file) && !holds(folder, k_evidence_file)) {
      TRY(find_folders(entry->path(), found));
    }
    if (found.size() > k_images)
      return fail(
          Error::misuse(folder.string(), fmt::format("holds more than {} evidence folders", k_images)));
  }
  if (code) return fail(Error::unchecked(folder.string(), "cannot be listed: " + code.message()));
  return {};
}

Result<std::vector<std::string>> folders_in(const std::string& folder) {
  std::vector<std::string> found;
  TRY(find_folders(folder, found));
  if (found.empty()) {
    return fail(
        Error::misuse(folder, "is no evidence folder and holds none")
            .with_hint("`pushgate gate --evidence DIR` writes one; a folder of such folders will do"));
  }
  std::ranges::sort(found);
  return found;
}

Result<std::vector<std::string>> images_at(const std::vector<std::string>& paths) {
  std::vector<std::string> images;
  for (const auto& path : paths) {
    std::error_code code;
    if (!fs::exists(path, code)) return fail(Error::misuse(path, "does not exist"));
    if (!fs::is_directory(path, code) || is_evidence_folder(path)) {
      images.push_back(path);
      continue;
    }
    TRY_ASSIGN(auto found, folders_in(path));
    std::ranges::move(found, std::back_inserter(images));
  }
  std::set<std::string> seen;
  for (const auto& image : images) {
    if (!seen.insert(fs::path(image).lexically_normal().string()).second)
      return fail(Error::misuse(image, "is named twice"));
  }
  if (images.size() > k_images)
    return fail(Error::misuse("regate", fmt::format("is for {} images at once, at most", k_images)));
  return images;
}

Result<policy::Policy> policy_of(const std::string& document, const std::string& folder,
                                 const std::optional<policy::Policy>& stated) {
  if (stated) return *stated;
  if (document.empty()) {
    return fail(Error::unchecked(folder, "holds no policy.yaml; an older pushgate wrote none")
                    .with_hint("name the policy with --policy FILE"));
  }
  auto policy = policy::parse_policy(document, folder + "/policy.yaml");
  if (policy) return policy;
  // The user did not write the folder: it is the evidence that is wrong.
  Error error = std::move(policy).error();
  error.code = ErrorCode::unchecked;
  return fail(std::move(error));
}

Result<Stored> read_image(const std::string& path, const std::optional<policy::Policy>& stated) {
  if (is_sbom_file(path)) {
    TRY_ASSIGN(ImageSbom sbom, read_sbom_file(path));
    TRY_ASSIGN(policy::Policy policy, stated ? Result<policy::Policy>(*stated) : policy::default_policy());
    Stored stored{path, {}, std::nullopt, std::move(sbom.inventory), std::move(policy)};
    stored.evidence.subject = {path, crypto::sha256(sbom.document), "", ""};
    return stored;
  }
  TRY_ASSIGN(StoredEvidence read, read_stored_evidence(path));
  TRY_ASSIGN(policy::Policy policy, policy_of(read.policy, path, stated));
  return Stored{path, std::move(read.evidence), std::move(read.decision), std::move(read.inventory),
                std::move(policy)};
}

/// What Trivy said then is replaced by what it says now.
void renew(model::Evidence& evidence, scanners::TrivyResult now) {
  hide_secrets(now.result);
  std::erase_if(evidence.findings, [](const auto& finding) { return finding.rule.starts_with("vuln/"); });
  std::erase_if(evidence.runs, [](const auto& run) { return run.scanner == "trivy"; });
  evidence.runs.push_back(std::move(now.result.run));
  std::ranges::sort(evidence.runs, {}, &model::ScannerRun::scanner);
  std::ranges::move(now.result.findings, std::back_inserter(evidence.findings));
  model::sort_findings(evidence.findings);
  evidence.scanner = std::move(now.identity);
}

/// One Trivy runs for all, so it is held to what every policy agrees on, and to nothing that one of them
/// forbids. Each image's own policy then judges what ran.
scanners::TrivyOptions options_for(const std::vector<Stored>& images, const TrivyChoice& choice) {
  auto options = trivy_options(choice, images.front().policy);
  auto& rules = options.rules;
  for (const auto& image : images) {
    const auto& other = image.policy.scanner;
    rules.max_database_age = std::max(rules.max_database_age, other.max_database_age);
    rules.sandbox_required = rules.sandbox_required || other.sandbox_required;
    if (rules.allowed_versions != other.allowed_versions) rules.allowed_versions.clear();
    if (rules.binary != other.binary) rules.binary.reset();
    rules.forbidden_versions.insert(rules.forbidden_versions.end(), other.forbidden_versions.begin(),
                                    other.forbidden_versions.end());
  }
  return options;
}

RegatedImage decide(Stored stored, scanners::TrivyResult found, Time now) {
  const model::Evidence before =
      stored.decision ? model::as_judged(stored.evidence, *stored.decision) : model::Evidence();
  RegatedImage image;
  image.path = std::move(stored.path);
  image.evidence = std::move(stored.evidence);
  renew(image.evidence, std::move(found));
  if (stored.policy.looks_at_inventory()) image.evidence.inventory = stored.inventory;
  image.decision = policy::evaluate(image.evidence, stored.policy, now);
  image.evidence = model::as_judged(std::move(image.evidence), image.decision);
  image.stored = std::move(stored.decision);
  if (image.stored) {
    image.changes = compare_decisions(
        {before, *image.stored, stored.inventory},
        {image.evidence, image.decision, stored.inventory, std::chrono::floor<std::chrono::days>(now)});
  }
  return image;
}

}  // namespace

Result<RegateOutcome> regate(const RegateRequest& request, Progress& progress) {
  TRY_ASSIGN(const auto paths, images_at(request.paths));
  std::optional<policy::Policy> stated;
  if (!request.policy_file.empty()) {
    TRY_ASSIGN(stated, load_policy(request.policy_file, FleetChoice{}));
  }
  progress.begin("reading what is stored", 0);
  std::vector<std::optional<Result<Stored>>> read(paths.size());
  side_by_side(paths.size(), [&](std::size_t i) { read[i] = read_image(paths[i], stated); });
  progress.end();

  RegateOutcome outcome;
  std::vector<Stored> images;
  for (auto& one : read) {
    if (!*one) {
      outcome.unread.push_back(std::move(*one).error());
      continue;
    }
    outcome.packages += count_packages((*one)->inventory);
    images.push_back(std::move(**one));
    one.reset();
  }
  if (images.empty()) return outcome;

  progress.begin("asking Trivy", 0);
  std::vector<const model::Inventory*> inventories;
  for (const auto& image : images) inventories.push_back(&image.inventory);
  auto found = scanners::scan_together(inventories, options_for(images, request.trivy));
  progress.end();

  const Time now = system_time();
  outcome.images.resize(images.size());
  for (const auto& one : found)
    if (!outcome.scanner) outcome.scanner = one.identity;
  side_by_side(images.size(), [&](std::size_t i) {
    outcome.images[i] = decide(std::move(images[i]), std::move(found[i]), now);
  });
  return outcome;
}

}  // namespace pushgate::gate
