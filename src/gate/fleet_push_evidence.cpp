// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_push_evidence.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "gate/folder_receipt.hpp"
#include "gate/image_evidence.hpp"
#include "plan/image_repository.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_how_to_stage = "stage it: `pushgate gate --push REF --no-tag --evidence DIR`";

/// What one evidence folder says.
struct Folder {
  std::string path;
  std::string service;     ///< empty for a family, and for a folder that cannot be read
  std::string repository;  ///< that its receipt names; may be empty
  std::optional<Digest> image;
  std::string receipt_by;
  std::optional<Error> problem;
};

std::string why_not(const model::Decision& decision) {
  std::set<std::string> rules;
  for (const auto& reason : decision.reasons)
    if (reason.effect == decision.verdict) rules.insert(reason.rule);
  return fmt::format("says {}{}{}", to_string(decision.verdict), rules.empty() ? "" : ": ",
                     fmt::join(rules, ", "));
}

Result<void> read_into(Folder& folder, const attest::Trust& trust) {
  TRY_ASSIGN(const ImageEvidence evidence, read_image_evidence(folder.path));
  const model::Decision& decision = evidence.decision;
  folder.service = evidence.service;
  folder.image = evidence.image;
  const FolderReceipt receipt = receipt_in(evidence.files, folder.image, trust, evidence.platforms);
  folder.repository = receipt.repository;
  folder.receipt_by = receipt.by;
  if (decision.verdict == model::Verdict::deny)
    return fail(Error::refused(folder.path, why_not(decision)).with_hint("see its report.md"));
  if (decision.verdict == model::Verdict::unknown)
    return fail(Error::unchecked(folder.path, why_not(decision)).with_hint("see its report.md"));
  if (receipt.by.empty())
    return fail(Error::refused(folder.path, receipt.reason)
                    .with_hint("an image that `pushgate gate --key` let pass has a receipt there"));
  return {};
}

Result<std::vector<Folder>> read_folders(const std::string& parent, const attest::Trust& trust) {
  TRY_ASSIGN(const auto names, evidence_folders_in(parent));
  std::vector<Folder> folders;
  for (const auto& name : names) {
    Folder folder;
    folder.path = (fs::path(parent) / name).lexically_normal().string();
    if (auto read = read_into(folder, trust); !read) folder.problem = std::move(read).error();
    folders.push_back(std::move(folder));
  }
  return folders;
}

std::vector<FleetImage> all_images(const plan::Fleet& fleet) {
  std::vector<FleetImage> images;
  for (const auto& [name, family] : fleet.families)
    images.push_back({name, true, "", family.image, {}, "", {}});
  for (const auto& [name, service] : fleet.services) {
    const auto repositories = plan::repositories_of(fleet, service);
    for (std::size_t i = 0; i < repositories.size(); ++i)
      images.push_back(
          {name, false, service.machines.empty() ? "" : service.machines[i], repositories[i], {}, "", {}});
  }
  return images;
}

Result<void> check_only(const std::vector<std::string>& only, const std::vector<FleetImage>& images) {
  for (const auto& repository : only) {
    if (std::ranges::find(images, repository, &FleetImage::repository) != images.end()) continue;
    std::set<std::string> known;
    for (const auto& image : images) known.insert(image.repository);
    return fail(
        Error::misuse("--only", fmt::format("'{}' is no repository of the fleet file; expected one of {}",
                                            repository, fmt::join(known, ", "))));
  }
  return {};
}

/// What a folder with the right repository says of an image.
void take(const Folder& folder, FleetImage& image) {
  if (folder.problem) {
    image.problems.push_back(*folder.problem);
    return;
  }
  const std::string expected = image.is_family ? "" : image.name;
  if (folder.service != expected) {
    image.problems.push_back(
        Error::refused(folder.path,
                       fmt::format("was made for {}; expected {}",
                                   folder.service.empty() ? "no service" : "service " + folder.service,
                                   expected.empty() ? "no service" : "service " + expected))
            .with_hint("gate an image as the service that it is: --service NAME"));
    return;
  }
  if (image.digest && image.digest != folder.image) {
    image.problems.push_back(Error::refused(
        folder.path, fmt::format("is about {}; another folder is about {}, for the same repository",
                                 folder.image->to_string(), image.digest->to_string())));
    return;
  }
  image.digest = folder.image;
  image.receipt_by = folder.receipt_by;
}

/// The images that a folder is about: by its receipt's word, else by its service, those that no receipt is
/// about.
std::vector<FleetImage*> images_of(const Folder& folder, std::vector<FleetImage>& images,
                                   const std::set<std::string>& with_receipt) {
  std::vector<FleetImage*> found;
  for (FleetImage& image : images) {
    const bool is_its = folder.repository.empty() ? !image.is_family && image.name == folder.service &&
                                                        !with_receipt.contains(image.repository)
                                                  : image.repository == folder.repository;
    if (is_its) found.push_back(&image);
  }
  return found;
}

}  // namespace

Result<StagedFleet> read_staged_fleet(const plan::Fleet& fleet, const FleetPushRequest& request,
                                      const attest::Trust& trust) {
  auto images = all_images(fleet);
  TRY(check_only(request.only, images));
  TRY_ASSIGN(const auto folders, read_folders(request.evidence, trust));
  std::set<std::string> with_receipt;
  for (const Folder& folder : folders) with_receipt.insert(folder.repository);

  StagedFleet staged;
  std::set<std::string> seen;
  for (const Folder& folder : folders) {
    const auto about = images_of(folder, images, with_receipt);
    for (FleetImage* image : about) {
      take(folder, *image);
      seen.insert(image->repository);
    }
    if (!about.empty()) continue;
    staged.problems.push_back(
        folder.problem
            ? *folder.problem
            : Error::refused(folder.path, fmt::format("is about {}, which the fleet file does not have",
                                                      folder.repository)));
  }
  for (FleetImage& image : images) {
    const bool any = seen.contains(image.repository);
    const bool chosen = request.only.empty()
                            ? any || !image.is_family
                            : std::ranges::find(request.only, image.repository) != request.only.end();
    if (!chosen) continue;
    if (!any) {
      image.problems.push_back(
          Error::refused(image.repository, fmt::format("has no evidence in {}", request.evidence))
              .with_hint(k_how_to_stage));
    }
    staged.images.push_back(std::move(image));
  }
  return staged;
}

}  // namespace pushgate::gate
