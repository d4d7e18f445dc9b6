// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "oci/file_part.hpp"
#include "oci/image_source.hpp"

namespace pushgate::oci {

/// The image named `tag` of the OCI layout in a tree (a folder or an oci-archive); the only one where `tag`
/// is empty. Errors: as open_local_image's.
Result<std::unique_ptr<ImageSource>> open_layout(std::unique_ptr<FileTree> tree, const ImageName& name);

}  // namespace pushgate::oci
