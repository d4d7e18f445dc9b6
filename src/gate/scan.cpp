// SPDX-License-Identifier: Apache-2.0
#include "gate/scan.hpp"

#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "gate/cache_folder.hpp"
#include "gate/stored_sbom.hpp"
#include "model/judged_evidence.hpp"
#include "policy/policy.hpp"

namespace pushgate::gate {

namespace {

/// What shall be scanned: the SBOM, and what it is about.
struct Target {
  ImageSbom sbom;
  model::Subject subject;
  std::size_t layers = 0;
  std::optional<std::uint64_t> size{};  ///< of an image
};

Result<Target> from_file(const std::string& file) {
  TRY_ASSIGN(ImageSbom sbom, read_sbom_file(file));
  const Digest digest = crypto::sha256(sbom.document);
  return Target{std::move(sbom), {file, digest, "", ""}, 0};
}

Result<Target> from_image(const ImageRequest& request, const std::string& cache_dir, Progress& progress) {
  TRY_ASSIGN(OpenedImage opened, open_image(request));
  const auto cache = facts_cache(cache_dir);
  const SbomOptions options{.name = document_name(opened, request),
                            .base = {},
                            .base_name = {},
                            .cache = cache ? &*cache : nullptr};
  TRY_ASSIGN(ImageSbom sbom, make_sbom(opened, options, progress));
  return Target{
      std::move(sbom),
      {request.image, opened.image.manifest_document.digest, "", opened.image.config.platform.to_string()},
      opened.image.manifest.layers.size(),
      stored_size(opened.image.manifest)};
}

}  // namespace

Result<ScanOutcome> scan(const ScanRequest& request, Progress& progress) {
  const FleetChoice no_fleet;
  TRY_ASSIGN(const policy::Policy policy, load_policy(request.policy_file, no_fleet));
  const bool is_file = is_sbom_file(request.image.image);
  TRY_ASSIGN(Target target, is_file ? from_file(request.image.image)
                                    : from_image(request.image, request.cache_dir, progress));
  const ScanInputs inputs{.fleet = no_fleet,
                          .policy = policy,
                          .sbom = target.sbom,
                          .image = nullptr,
                          .repository = "",
                          .tag = "",
                          .base = {},
                          .baseline = {},
                          .dockerfile = "",
                          .lock = "",
                          .wheelhouse = std::nullopt,
                          .trivy = request.trivy};
  TRY_ASSIGN(Collected collected, run_trivy_only(inputs));
  ScanOutcome outcome;
  outcome.evidence = {std::move(target.subject),
                      std::move(collected.runs),
                      std::move(collected.findings),
                      std::move(collected.scanner),
                      std::nullopt,
                      target.size};
  if (policy.looks_at_inventory()) outcome.evidence.inventory = target.sbom.inventory;
  outcome.decision = policy::evaluate(outcome.evidence, policy, system_time());
  outcome.evidence = model::as_judged(std::move(outcome.evidence), outcome.decision);
  outcome.policy_name = policy.name;
  outcome.packages = count_packages(target.sbom.inventory);
  outcome.layers = target.layers;
  return outcome;
}

}  // namespace pushgate::gate
