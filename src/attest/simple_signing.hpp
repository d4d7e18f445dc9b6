// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// What a legacy cosign signature is over (simple_signing.cpp has the format).
struct SimpleSigning {
  std::string repository;  ///< `registry/repository`
  Digest image;
};

/// The bytes that are signed: as cosign writes them, compact, without options.
std::string write_simple_signing(const SimpleSigning& signing);

/// Strict: all three critical members, no others, and cosign's type. Errors: unchecked. Untrusted: the bytes.
Result<SimpleSigning> parse_simple_signing(std::string_view bytes);

}  // namespace pushgate::attest
