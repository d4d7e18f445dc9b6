// SPDX-License-Identifier: Apache-2.0
#include "gate/open_image.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "oci/image_name.hpp"
#include "oci/reference.hpp"

namespace pushgate::gate {

namespace {

Result<OpenedSource> find_source(const ImageRequest& request) {
  TRY_ASSIGN(const oci::ImageName name, oci::ImageName::parse(request.image));
  OpenedSource opened;
  if (name.transport == oci::ImageName::Transport::registry) {
    TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(name.tag));
    opened.repository = reference.name();
    opened.tag = reference.tag.value_or("");
    TRY_ASSIGN(opened.source, registry::open_registry_image(reference, request.registry));
  } else {
    TRY_ASSIGN(opened.source, oci::open_local_image(name));
  }
  return opened;
}

Result<OpenedImage> open_and_resolve(const ImageRequest& request) {
  TRY_ASSIGN(OpenedSource opened, find_source(request));
  TRY_ASSIGN(oci::Image image, oci::resolve_image(*opened.source, request.image, request.platform));
  return OpenedImage{std::move(opened.source), std::move(image), std::move(opened.repository),
                     std::move(opened.tag)};
}

/// The same, with a hint where the name is that of a file.
template <typename T>
Result<T> with_forms(Result<T> opened, const ImageRequest& request) {
  std::error_code ignored;
  // `sbom.cdx` is also the name of a repository, which no registry has.
  if (!opened && opened.error().hint.empty() && std::filesystem::exists(request.image, ignored)) {
    return fail(std::move(opened).error().with_hint(
        fmt::format("for the file {0} write oci-archive:{0} or docker-archive:{0}, for a layout oci:{0}; an "
                    "SBOM's name ends in .json",
                    request.image)));
  }
  return opened;
}

}  // namespace

Result<OpenedSource> open_source(const ImageRequest& request) {
  return with_forms(find_source(request), request);
}

Result<OpenedImage> open_image(const ImageRequest& request) {
  return with_forms(open_and_resolve(request), request);
}

Result<std::vector<std::string>> image_platforms(const ImageRequest& request) {
  TRY_ASSIGN(const OpenedSource opened, find_source(request));
  TRY_ASSIGN(const auto platforms, oci::list_platforms(*opened.source, request.image));
  std::vector<std::string> names;
  for (const auto& platform : platforms) names.push_back(platform.to_string());
  return names;
}

}  // namespace pushgate::gate
