// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/byte_source.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/file_part.hpp"
#include "oci/manifest.hpp"

namespace pushgate::oci {

/// A blob that lies in a file, opened after its size was held against the descriptor.
/// Errors: unchecked: `blob sha256:…: is cut short; expected 40 bytes, got 28`.
Result<std::unique_ptr<ByteSource>> open_blob(const FilePart& part, const Descriptor& descriptor);

/// A manifest, index or configuration, whole, after size and digest were held against the descriptor.
/// Limits: limits::k_manifest_bytes, or k_config_bytes for what is neither manifest nor index.
Result<RawDocument> read_document(const FilePart& part, const Descriptor& descriptor);

}  // namespace pushgate::oci
