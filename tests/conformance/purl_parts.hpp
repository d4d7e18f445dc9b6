// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `purl.parse`: {in} to {type, namespace, name, version, qualifiers, subpath}, null where absent.
Result<json::Value> purl_parse(const json::Value& request);

/// `purl.build`: those members, as `in`, to the canonical text.
Result<json::Value> purl_build(const json::Value& request);

/// `license.stated`: {in} to {text, kind}: `id`, `expression` or `name`, as an SBOM would have it.
Result<json::Value> license_stated(const json::Value& request);

}  // namespace pushgate::conformance
