// SPDX-License-Identifier: Apache-2.0
#include "gate/make_sbom.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/clock.hpp"
#include "gate/base_image.hpp"
#include "oci/build_steps.hpp"
#include "oci/layer_pass.hpp"
#include "sbom/inventory.hpp"
#include "scanners/plan/image_selection.hpp"
#include "scanners/provenance/python_files.hpp"
#include "scanners/secrets/secret_text.hpp"

namespace pushgate::gate {

namespace {

std::size_t count(const std::vector<model::Component>& components) {
  std::size_t sum = components.size();
  for (const auto& component : components) sum += count(component.nested);
  return sum;
}

Result<std::vector<model::Layer>> layers_of(const oci::Config& config, const SbomOptions& options) {
  const auto steps = oci::build_steps(config);
  std::vector<model::Layer> layers;
  for (std::size_t i = 0; i < steps.size(); ++i)
    layers.push_back({config.diff_ids[i], scanners::without_secrets(steps[i]), {}});
  if (options.base) TRY(mark_base(layers, *options.base, options.base_name));
  return layers;
}

}  // namespace

std::string document_name(const OpenedImage& opened, const ImageRequest& request) {
  return opened.repository.empty() ? request.image : opened.repository;
}

std::uint64_t stored_size(const oci::Manifest& manifest) {
  std::uint64_t sum = 0;
  for (const auto& layer : manifest.layers)
    sum += std::min(layer.size, std::numeric_limits<std::uint64_t>::max() - sum);
  return sum;
}

std::size_t count_packages(const model::Inventory& inventory) {
  return count(inventory.components);
}

Result<ImageSbom> make_sbom(OpenedImage& opened, const SbomOptions& options, Progress& progress) {
  TRY_ASSIGN(const auto epoch, source_date_epoch());
  TRY_ASSIGN(auto image_layers, layers_of(opened.image.config, options));
  const oci::Selection selection =
      scanners::with_plan_files(options.for_proof ? scanners::proof_selection() : sbom::image_selection());
  const auto read = [&] {
    return options.cache == nullptr
               ? oci::read_layers(*opened.source, opened.image, selection, progress, options.watcher)
               : oci::read_layers(*opened.source, opened.image, selection, *options.cache, progress);
  };
  TRY_ASSIGN(auto layers, read());
  TRY_ASSIGN(auto view, oci::RootView::merge(layers, layers.size()));
  const auto read_more = [&](const std::vector<oci::WantedFile>& files) -> Result<void> {
    TRY(oci::read_contents(*opened.source, opened.image, files, selection.prober, layers, progress));
    TRY_ASSIGN(view, oci::RootView::merge(layers, layers.size()));
    return {};
  };
  TRY_ASSIGN(const auto linked, sbom::unread_evidence(layers, view));
  if (!linked.empty()) TRY(read_more(linked));
  scanners::RecordedFiles recorded;
  if (options.for_proof) {
    recorded = scanners::RecordedFiles::read(view);
    const auto unhashed = scanners::unhashed_files(layers, recorded);
    if (!unhashed.empty()) {
      TRY(read_more(unhashed));
      recorded = scanners::RecordedFiles::read(view);
    }
  }
  TRY_ASSIGN(model::Inventory inventory, sbom::take_inventory(layers, view));
  inventory.layers = std::move(image_layers);
  const sbom::DocumentSubject subject{options.name, opened.image.manifest_document.digest,
                                      opened.image.config.platform.to_string()};
  // A document is handed on to whoever asks what is in the image, and a token in a package's metadata is not
  // meant for them.
  std::string document = scanners::without_tokens(sbom::write_cyclonedx(
      subject, inventory, epoch ? epoch : opened.image.config.created, options.version));
  return ImageSbom{std::move(inventory), std::move(document), std::move(layers), std::move(view),
                   std::move(recorded)};
}

}  // namespace pushgate::gate
