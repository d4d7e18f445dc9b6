// SPDX-License-Identifier: Apache-2.0
#include "gate/base_image.hpp"

#include "base/format.hpp"

namespace pushgate::gate {

Result<std::optional<std::vector<Digest>>> base_layers(const std::string& base, const OpenedImage& opened,
                                                       const ImageRequest& request) {
  if (base.empty()) return std::nullopt;
  ImageRequest like = request;
  like.image = base;
  if (like.platform.empty()) like.platform = opened.image.config.platform.to_string();
  auto found = open_image(like);
  if (!found) return fail(std::move(found).error().during("opening --base " + base));
  return std::move(found->image.config.diff_ids);
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
