// SPDX-License-Identifier: Apache-2.0
#include "gate/base_image.hpp"

#include "base/format.hpp"
#include "oci/image_name.hpp"
#include "oci/reference.hpp"

namespace pushgate::gate {

namespace {

/// Another image for the platform of one that is open.
Result<OpenedImage> open_beside(const std::string& name, const OpenedImage& opened,
                                const ImageRequest& request) {
  ImageRequest like = request;
  like.image = name;
  if (like.platform.empty()) like.platform = opened.image.config.platform.to_string();
  return open_image(like);
}

}  // namespace

Result<std::optional<std::vector<Digest>>> base_layers(const std::string& base, const OpenedImage& opened,
                                                       const ImageRequest& request) {
  if (base.empty()) return std::nullopt;
  auto found = open_beside(base, opened, request);
  if (!found) return fail(std::move(found).error().during("opening --base " + base));
  return std::move(found->image.config.diff_ids);
}

Result<std::optional<scanners::StatedBase>> stated_base(const std::string& base,
                                                        const std::optional<std::vector<Digest>>& layers) {
  if (!layers) return std::nullopt;
  TRY_ASSIGN(const oci::ImageName name, oci::ImageName::parse(base));
  scanners::StatedBase stated{base, "", *layers};
  if (name.transport == oci::ImageName::Transport::registry) {
    TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(name.tag));
    stated.repository = reference.name();
  }
  return stated;
}

Result<std::optional<scanners::BaselineImage>> baseline_image(const std::string& name,
                                                              const FleetChoice& fleet,
                                                              const OpenedImage& opened,
                                                              const ImageRequest& request) {
  const auto& image = name.empty() && fleet.service ? fleet.service->baseline : name;
  if (image.empty()) return std::nullopt;
  auto found = open_beside(image, opened, request);
  if (found) return scanners::BaselineImage{image, std::move(found->image.manifest)};
  if (name.empty()) return scanners::BaselineImage{image, fail(std::move(found).error())};
  return fail(std::move(found).error().during("opening --baseline " + name));
}

Result<void> mark_base(std::vector<model::Layer>& layers, const std::vector<Digest>& base,
                       const std::string& base_name) {
  std::size_t shared = 0;
  while (shared < base.size() && shared < layers.size() && layers[shared].diff_id == base[shared]) ++shared;
  if (shared < base.size()) {
    return fail(Error::refused("--base " + base_name,
                               fmt::format("is not what the image was built on: {} of its {} layers are the "
                                           "image's lowest; expected all",
                                           shared, base.size()))
                    .with_hint("name the base by the digest that the image was built on"));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i].of_base = i < shared;
  return {};
}

}  // namespace pushgate::gate
