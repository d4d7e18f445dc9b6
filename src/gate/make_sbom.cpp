// SPDX-License-Identifier: Apache-2.0
#include "gate/make_sbom.hpp"

#include <utility>

#include "oci/layer_pass.hpp"
#include "sbom/cyclonedx.hpp"
#include "sbom/inventory.hpp"

namespace pushgate::gate {

namespace {

std::size_t count(const std::vector<model::Component>& components) {
  std::size_t sum = components.size();
  for (const auto& component : components) sum += count(component.nested);
  return sum;
}

}  // namespace

std::size_t count_packages(const model::Inventory& inventory) {
  return count(inventory.components);
}

Result<ImageSbom> make_sbom(OpenedImage& opened, const std::string& name, Time timestamp,
                            const oci::FactsCache* cache, Progress& progress) {
  const auto read = [&] {
    return cache == nullptr
               ? oci::read_layers(*opened.source, opened.image, sbom::select_path, progress)
               : oci::read_layers(*opened.source, opened.image, sbom::select_path, *cache, progress);
  };
  TRY_ASSIGN(auto layers, read());
  TRY_ASSIGN(const auto linked, sbom::unread_evidence(layers));
  if (!linked.empty()) {
    TRY(oci::read_contents(*opened.source, opened.image, linked, nullptr, layers, progress));
  }
  TRY_ASSIGN(model::Inventory inventory, sbom::take_inventory(layers));
  const sbom::DocumentSubject subject{name, opened.image.manifest_document.digest,
                                      opened.image.config.platform.to_string()};
  std::string document = sbom::write_cyclonedx(subject, inventory, timestamp);
  return ImageSbom{std::move(inventory), std::move(document)};
}

}  // namespace pushgate::gate
