// SPDX-License-Identifier: Apache-2.0
//
// The order of an image's layers is told by what they wrote last: the database of a package manager, the
// metadata of Python's packages, the source files below WORKDIR.
#include <algorithm>
#include <array>
#include <optional>

#include "base/format.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/installed_python.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_order = "plan/layer-order";

using LayerIndex = std::optional<std::size_t>;

void take_first(LayerIndex& index, std::size_t layer) {
  index = std::min(index.value_or(layer), layer);
}
void take_last(LayerIndex& index, std::size_t layer) {
  index = std::max(index.value_or(layer), layer);
}

/// The layer that last installed packages of the operating system.
LayerIndex last_system_layer(const oci::RootView& root) {
  constexpr std::array k_databases = {"var/lib/dpkg/status", "lib/apk/db/installed",
                                      "var/lib/rpm/rpmdb.sqlite", "var/lib/rpm/Packages"};
  LayerIndex last;
  for (const auto* const path : k_databases) {
    if (const auto* const node = root.find(path)) take_last(last, node->layer);
  }
  return last;
}

/// The first layer with source files of the application.
LayerIndex first_application_layer(const ImagePlan& image) {
  LayerIndex first;
  const auto& folder = image.image.config.working_dir;
  const auto* const application = folder.empty() ? nullptr : image.root.find(folder);
  if (application == nullptr || application->path().empty()) return first;
  const auto path = RootPath::parse(application->path());
  if (!path) return first;
  for (const auto& node : image.root.below(*path)) {
    if (node.is_file() && node.path().ends_with(".py") &&
        node.path().find("-packages/") == std::string_view::npos)
      take_first(first, node.layer);
  }
  return first;
}

struct Order {
  LayerIndex system;              ///< the last that installed packages of the operating system
  LayerIndex first_dependencies;  ///< the first with Python's packages that is not known to be the base's
  LayerIndex last_dependencies;
  LayerIndex application;  ///< the first
};

Order order_of(const ImagePlan& image) {
  const auto base = base_layers(image).value_or(0);
  Order order;
  order.system = last_system_layer(image.root);
  for (const auto& one : installed_distributions(image.root)) {
    if (one.metadata->layer < base) continue;
    take_first(order.first_dependencies, one.metadata->layer);
    take_last(order.last_dependencies, one.metadata->layer);
  }
  order.application = first_application_layer(image);
  return order;
}

}  // namespace

void check_order(const ImagePlan& image, ImageFindings& findings) {
  constexpr const char* k_hint = "order the Dockerfile: OS packages, libraries, dependencies, application";
  const Order order = order_of(image);
  const auto tell = [&](const char* what, std::size_t later, const char* before, std::size_t earlier) {
    findings.wrong(k_order,
                   fmt::format("{} came with {}, after {} in layer {}; expected the other order", what,
                               layer_words(image, later), before, earlier + 1),
                   k_hint, {"", 0, 0, image.image.config.diff_ids[later].to_string()});
  };
  if (!order.application) {
    return findings.could_not_look(k_order,
                                   "the image has no Python source file below its WORKDIR that "
                                   "would tell the application's layer");
  }
  if (order.system && *order.system > *order.application)
    tell("packages of the operating system", *order.system, "the application", *order.application);
  if (order.last_dependencies && *order.last_dependencies > *order.application)
    tell("Python's packages", *order.last_dependencies, "the application", *order.application);
  if (!order.system || !order.first_dependencies || *order.system <= *order.first_dependencies) return;
  if (!base_layers(image)) {
    return findings.could_not_look(
        k_order,
        "whether the Python packages below those of the operating system are the family's is not "
        "known: name the family image with --base");
  }
  tell("packages of the operating system", *order.system, "Python's packages", *order.first_dependencies);
}

}  // namespace pushgate::scanners
