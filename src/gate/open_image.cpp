// SPDX-License-Identifier: Apache-2.0
#include "gate/open_image.hpp"

#include <utility>

#include "oci/image_name.hpp"
#include "oci/reference.hpp"

namespace pushgate::gate {

Result<OpenedImage> open_image(const ImageRequest& request) {
  TRY_ASSIGN(const oci::ImageName name, oci::ImageName::parse(request.image));
  std::unique_ptr<oci::ImageSource> source;
  std::string repository;
  std::string tag;
  if (name.transport == oci::ImageName::Transport::registry) {
    TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(name.tag));
    repository = reference.name();
    tag = reference.tag.value_or("");
    TRY_ASSIGN(source, registry::open_registry_image(reference, request.registry));
  } else {
    TRY_ASSIGN(source, oci::open_local_image(name));
  }
  TRY_ASSIGN(oci::Image image, oci::resolve_image(*source, request.image, request.platform));
  return OpenedImage{std::move(source), std::move(image), std::move(repository), std::move(tag)};
}

}  // namespace pushgate::gate
