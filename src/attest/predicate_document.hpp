// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// Of a document to be attested: signed it is a third longer, and those who check read at most 128 MiB.
inline constexpr std::size_t k_predicate_bytes = 64u << 20;

/// The predicate that a document becomes under a predicate type. It is JSON with an object at its top, and
/// what its type says: a CycloneDX or SPDX document, provenance, a scan, a VEX document; types that are not
/// known here are free. Of `custom` any text, which is wrapped as cosign does. A verification summary must
/// say PASSED (cosign takes any bundle of a key for its signature), and must not be pushgate's own: receipts
/// come from a gate. Errors: unchecked, for what is no JSON (`name:LINE:COLUMN`); misuse, for a document of
/// another type; refused, for summaries. Untrusted: the bytes.
Result<json::Value> read_predicate(std::string_view type, std::string_view bytes, std::string_view name,
                                   Time now);

}  // namespace pushgate::attest
