// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_facts.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "oci/build_steps.hpp"
#include "scanners/plan/excerpt.hpp"

namespace pushgate::scanners {

std::optional<std::string_view> variable_of(const oci::Config& config, std::string_view name) {
  for (auto one = config.env.rbegin(); one != config.env.rend(); ++one) {
    const std::string_view text = *one;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && text.substr(0, equals) == name) return text.substr(equals + 1);
  }
  return std::nullopt;
}

model::Location location_of(const ImagePlan& image, const oci::RootView::Node& node) {
  const auto& diff_id = image.image.config.diff_ids[node.layer];
  return {fmt::format("/{}", node.path()), 0, 0, diff_id.to_string()};
}

std::string layer_words(const ImagePlan& image, std::size_t layer) {
  const auto steps = oci::build_steps(image.image.config);
  auto words = fmt::format("layer {} of {}", layer + 1, steps.size());
  if (!steps[layer].empty()) words += fmt::format(" ({})", excerpt(steps[layer]));
  return words;
}

std::optional<std::size_t> base_layers(const ImagePlan& image) {
  if (!image.base) return std::nullopt;
  const auto& base = image.base->diff_ids;
  const auto& own = image.image.config.diff_ids;
  if (base.size() > own.size() || !std::equal(base.begin(), base.end(), own.begin())) return std::nullopt;
  return base.size();
}

}  // namespace pushgate::scanners
