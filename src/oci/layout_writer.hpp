// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "oci/image_source.hpp"

namespace pushgate::oci {

/// Writes one image as an OCI layout into a folder, which is empty, for a program that reads layouts. Not
/// synced. Errors: unchecked: a blob that is not what its descriptor says, a file that cannot be written.
Result<void> write_layout(ImageSource& source, const Image& image, const std::filesystem::path& folder);

}  // namespace pushgate::oci
