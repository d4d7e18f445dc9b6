// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "oci/file_part.hpp"
#include "oci/image_source.hpp"

namespace pushgate::oci {

/// The image of a docker-archive that name.tag (a reference) chooses; the only one where it is empty. Reads
/// and hashes every layer of the image once, on opening. Errors: as open_local_image's.
Result<std::unique_ptr<ImageSource>> open_docker_archive(std::unique_ptr<FileTree> tree,
                                                         const ImageName& name);

}  // namespace pushgate::oci
