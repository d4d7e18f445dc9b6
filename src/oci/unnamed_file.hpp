// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "oci/file_part.hpp"

namespace pushgate::oci {

/// An empty temporary file in TMPDIR (else /tmp) that no name leads to: it goes with its last user, whatever
/// happens. `name` is what errors of reading call it. Errors: unchecked, with the folder as subject.
Result<std::shared_ptr<const HeldFile>> create_unnamed_file(const std::string& name);

/// Writes all bytes at `offset`. Errors: unchecked: `/tmp: cannot hold <what>: …`, with a hint.
Result<void> write_unnamed(const HeldFile& file, std::uint64_t offset, std::span<const std::uint8_t> bytes,
                           const std::string& what);

}  // namespace pushgate::oci
