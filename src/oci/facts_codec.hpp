// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// The version of what encode_facts writes and of what the layer pass and its selectors keep. Whoever changes
/// either raises it, and every cached fact is made anew.
inline constexpr std::uint32_t k_facts_version = 11;

/// A layer's facts as bytes, ended by their SHA-256.
std::string encode_facts(const LayerFacts& facts);

/// The facts again. Errors: unchecked, where the bytes are not whole or of another version. Untrusted: the
/// bytes (a cache folder may be written by others): every length is checked against what is there.
Result<LayerFacts> decode_facts(std::string_view bytes);

}  // namespace pushgate::oci
