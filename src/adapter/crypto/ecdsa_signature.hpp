// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The two spellings of an ECDSA signature, for this room alone: ecdsa_signature.cpp has both.

namespace pushgate::crypto {

/// The signature in DER, whichever of the two spellings it is given in; none for any other bytes.
/// `number_bytes` is the size of the curve's numbers: 32 for P-256, 48 for P-384. Untrusted: the signature.
std::optional<std::string> ecdsa_der(std::string_view signature, std::size_t number_bytes);

}  // namespace pushgate::crypto
