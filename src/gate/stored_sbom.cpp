// SPDX-License-Identifier: Apache-2.0
#include "gate/stored_sbom.hpp"

#include <utility>

#include "base/limits.hpp"
#include "gate/cache_folder.hpp"
#include "sbom/cyclonedx.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

bool is_sbom_file(const std::string& name) {
  return name.ends_with(".json");
}

Result<ImageSbom> read_sbom_file(const std::string& file) {
  TRY_ASSIGN(std::string document, store::read_file(file, limits::k_json_bytes, /*missing_is_misuse=*/true));
  auto inventory = sbom::read_cyclonedx(document);
  if (!inventory) return fail(std::move(inventory).error().during("reading " + file));
  return ImageSbom{std::move(*inventory), std::move(document), {}, {}, {}};
}

Result<model::Inventory> inventory_of(const ImageRequest& request, const std::string& cache_dir,
                                      Progress& progress) {
  if (is_sbom_file(request.image)) {
    TRY_ASSIGN(ImageSbom sbom, read_sbom_file(request.image));
    return std::move(sbom.inventory);
  }
  TRY_ASSIGN(OpenedImage opened, open_image(request));
  const auto cache = facts_cache(cache_dir);
  const SbomOptions options{.name = document_name(opened, request),
                            .base = {},
                            .base_name = {},
                            .cache = cache ? &*cache : nullptr};
  TRY_ASSIGN(ImageSbom sbom, make_sbom(opened, options, progress));
  return std::move(sbom.inventory);
}

}  // namespace pushgate::gate
