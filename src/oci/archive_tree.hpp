// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "oci/file_part.hpp"

namespace pushgate::oci {

/// An archive's members by name. Its headers are read once, on opening; contents are read where they lie, at
/// random. An archive that is compressed as a whole (gzip or zstd, by magic bytes) is decompressed into an
/// unlinked temporary file first.
///
/// Links are resolved among the members only. A name that is there twice is an error: readers do not agree on
/// which one counts. Errors: unchecked. Untrusted: every byte. Limits: limits::k_archive_members,
/// limits::k_layer_bytes.
Result<std::unique_ptr<FileTree>> open_archive_tree(const std::string& path);

}  // namespace pushgate::oci
