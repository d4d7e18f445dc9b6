// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "oci/file_prober.hpp"

namespace pushgate::sbom {

/// Looks into the files of an image that say themselves what they were made of. What it gives is described in
/// probed_files.hpp. Its table of kinds is in sbom/image_prober.cpp.
const oci::FileProber& image_prober();

/// True for a regular file that is worth showing to image_prober(): one that may be executed, as Trivy has
/// it, and one whose name says what it is; a .pyc is none, though the prober takes it. `mode` has the
/// permission bits. Called for every file of every layer.
bool wants_probe(std::string_view path, std::uint32_t mode);

/// True for a shared library, by its name, that is so large (over 64 MiB) that writing it down to look into
/// it costs more than it tells: those of CUDA, with gigabytes of code for graphics processors, say nothing of
/// what they are made of. Whoever leaves them out counts them as not looked into.
bool is_large_library(std::string_view path, std::uint64_t size);

}  // namespace pushgate::sbom
