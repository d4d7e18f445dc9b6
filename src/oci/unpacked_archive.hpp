// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "oci/file_part.hpp"

namespace pushgate::oci {

/// The tar that a file holds: the file itself, or, where it is compressed as a whole (gzip or zstd, by magic
/// bytes), what it unpacks to, in a temporary file under TMPDIR that has no name and goes with its last user.
/// Errors: unchecked: broken or bomb-like streams, other compressions, a full disk. Untrusted: every byte.
Result<FilePart> unpack_archive(FilePart whole);

}  // namespace pushgate::oci
