// SPDX-License-Identifier: Apache-2.0
#include "gate/push_image.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "gate/index_attestation.hpp"
#include "gate/index_images.hpp"
#include "gate/push_target.hpp"
#include "gate/registry_subject.hpp"
#include "gate/settings.hpp"
#include "registry/push.hpp"

namespace pushgate::gate {

namespace {

Result<attest::Trust> trust_of(const PushRequest& request, const FleetChoice& choice) {
  if (request.key.empty() && !choice.fleet) {
    return fail(
        Error::misuse("--receipt " + request.receipts.front(), "needs the key that may have signed it")
            .with_hint("name it with --key, or a fleet file that has signers with --fleet"));
  }
  const std::string file = fleet_file_or_default(request.fleet_file);
  return load_trust(
      {keys_named(request.key), choice.fleet ? &*choice.fleet : nullptr, file, request.max_age});
}

/// What is pushed, and which images of it need a receipt.
struct Content {
  registry::PushTree tree;
  bool is_index = false;
};

Result<Content> read_content(const PushRequest& request, oci::ImageSource& source) {
  TRY_ASSIGN(const oci::RawDocument root, source.root());
  if (oci::is_index(root.media_type) && request.image.platform.empty()) {
    TRY_ASSIGN(auto tree, registry::read_tree(source, root));
    return Content{std::move(tree), true};
  }
  TRY_ASSIGN(const oci::Image image, oci::resolve_image(source, request.image.image, request.image.platform));
  return Content{registry::tree_of(image), false};
}

Error without_receipt(const PushRequest& request, const registry::TreeManifest& one) {
  const std::string platform = platform_of(one.descriptor);
  return Error::refused(request.image.image, fmt::format("has no receipt for {}; expected one for {}",
                                                         platform, one.descriptor.digest.to_string()))
      .with_hint(
          fmt::format("gate it: pushgate gate {} --platform {} --key KEY --evidence DIR, and name DIR with "
                      "one more --receipt",
                      request.image.image, platform));
}

Error other_bytes(const PushRequest& request, const Content& content, const StoredReceipt& receipt) {
  const std::string& image = request.image.image;
  const std::string about = receipt.images.front().to_string();
  if (content.is_index) {
    const std::string what = receipt.images.size() == 1
                                 ? fmt::format("is about {}, which is none of the images of {}", about, image)
                                 : fmt::format("is about the index {}; expected {}, which {} is", about,
                                               content.tree.root().digest.to_string(), image);
    return Error::refused(receipt.file, what)
        .with_hint(fmt::format("gate it: pushgate gate {} --all-platforms --key KEY --evidence DIR", image));
  }
  return Error::refused(
             image, fmt::format("is not what its receipt is about; expected {}, as {} says, got {}", about,
                                receipt.file, content.tree.root().digest.to_string()))
      .with_hint(fmt::format("gate these bytes: pushgate gate {} --key KEY --evidence DIR", image));
}

/// The receipts of the images, and where each stands. Every image without one is named.
struct Accepted {
  std::vector<PassedImage> images;
  std::vector<registry::PlacedArtifact> artifacts;
};

bool is_about(const StoredReceipt& receipt, const Digest& digest) {
  return std::ranges::find(receipt.images, digest) != receipt.images.end();
}

/// A receipt of the whole index stands beside it and beside each of its images.
Result<void> accept_whole(const PushRequest& request, const Content& content, const StoredReceipt& receipt,
                          Accepted& accepted) {
  const oci::RawDocument& root = content.tree.root();
  std::optional<Error> refused;
  for (const auto& [platform, digest] : images_of(content.tree)) {
    if (is_about(receipt, digest)) continue;
    Error error =
        Error::refused(receipt.file, fmt::format("lacks a platform that {} has: {}, {}", request.image.image,
                                                 platform, digest.to_string()))
            .with_hint(fmt::format("gate it whole: pushgate gate {} --all-platforms --key KEY --evidence DIR",
                                   request.image.image));
    if (refused)
      refused->also.push_back(std::move(error));
    else
      refused = std::move(error);
  }
  if (refused) return fail(std::move(*refused));
  for (const registry::TreeManifest& one : content.tree.manifests)
    if (is_about(receipt, one.descriptor.digest))
      accepted.artifacts.push_back({one.descriptor, receipt.artifact});
  accepted.artifacts.push_back({describe(root), receipt.artifact});
  accepted.images.push_back({"", root.digest, receipt});
  return {};
}

/// Each image with the receipts that are about it.
Result<void> accept_images(const PushRequest& request, const Content& content,
                           const std::vector<StoredReceipt>& receipts, Accepted& accepted) {
  std::optional<Error> refused;
  for (const registry::TreeManifest& one : content.tree.manifests) {
    const Digest& digest = one.descriptor.digest;
    const auto receipt =
        std::ranges::find_if(receipts, [&](const auto& any) { return is_about(any, digest); });
    if (receipt != receipts.end()) {
      accepted.artifacts.push_back({one.descriptor, receipt->artifact});
      accepted.images.push_back({content.is_index ? platform_of(one.descriptor) : "", digest, *receipt});
    } else if (!content.is_index || !is_index_attestation(one.descriptor, one.manifest)) {
      Error error = without_receipt(request, one);
      if (refused)
        refused->also.push_back(std::move(error));
      else
        refused = std::move(error);
    }
  }
  if (refused) return fail(std::move(*refused));
  return {};
}

Result<Accepted> hold_against(const PushRequest& request, const Content& content,
                              const std::vector<StoredReceipt>& receipts) {
  const Digest& root = content.tree.root().digest;
  for (const StoredReceipt& receipt : receipts) {
    // One of another index is not of this one, though both may have an image.
    const bool known = content.is_index && receipt.images.size() > 1
                           ? is_about(receipt, root)
                           : std::ranges::any_of(content.tree.manifests, [&](const auto& one) {
                               return is_about(receipt, one.descriptor.digest);
                             });
    if (!known) return fail(other_bytes(request, content, receipt));
  }
  Accepted accepted;
  const auto whole = std::ranges::find_if(
      receipts, [&](const auto& receipt) { return content.is_index && is_about(receipt, root); });
  if (whole != receipts.end())
    TRY(accept_whole(request, content, *whole, accepted));
  else
    TRY(accept_images(request, content, receipts, accepted));
  return accepted;
}

/// Other repositories of the registry that may have some of the blobs: where the image is now, and the
/// families that services are built on.
std::vector<std::unique_ptr<registry::Client>> neighbours(const PushRequest& request,
                                                          const FleetChoice& choice,
                                                          const oci::Reference& target,
                                                          const std::string& source) {
  std::set<std::string> names;
  if (!source.empty()) names.insert(source);
  if (choice.fleet)
    for (const auto& [name, family] : choice.fleet->families) names.insert(family.image);
  names.erase(target.name());
  std::vector<std::unique_ptr<registry::Client>> clients;
  for (const std::string& name : names) {
    const auto reference = oci::Reference::parse(name);
    if (reference && reference->registry == target.registry)
      clients.push_back(std::make_unique<registry::Client>(*reference, request.image.registry));
  }
  return clients;
}

}  // namespace

Result<PushOutcome> push_image(const PushRequest& request, registry::PushProgress& progress) {
  TRY_ASSIGN(const oci::Reference target,
             parse_push_target("'" + request.target + "'", request.target, request.no_tag));
  TRY_ASSIGN(const FleetChoice choice, load_fleet(request.fleet_file, ""));
  TRY_ASSIGN(const attest::Trust trust, trust_of(request, choice));
  std::vector<StoredReceipt> receipts;
  for (const std::string& file : request.receipts) {
    TRY_ASSIGN(StoredReceipt receipt, read_receipt(file, trust));
    receipts.push_back(std::move(receipt));
  }
  TRY_ASSIGN(const OpenedSource opened, open_source(request.image));
  TRY_ASSIGN(const Content content, read_content(request, *opened.source));
  TRY_ASSIGN(Accepted accepted, hold_against(request, content, receipts));

  registry::Client client(target, request.image.registry);
  const auto others = neighbours(request, choice, target, opened.repository);
  registry::PushOptions options{request.no_tag ? std::string() : *target.tag};
  for (const auto& other : others) options.mount_from.push_back(other.get());
  TRY(registry::push_tree(client, *opened.source, content.tree, accepted.artifacts, options, progress));
  return PushOutcome{target.name(), options.tag, content.tree.root().digest, std::move(accepted.images)};
}

}  // namespace pushgate::gate
