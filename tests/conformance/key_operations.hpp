// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `{envelope, key}`, two paths: what is signed by the key, as `{payload_type, payload_sha256}`.
Result<json::Value> dsse_verify(const json::Value& request);

/// `{path, password}` of a private key in any form that is read or imported: its public half as PEM.
Result<json::Value> key_public(const json::Value& request);

/// `{key, in, signature}`, a path, a message and base64: whether the signature is the key's.
Result<json::Value> signature_verify(const json::Value& request);

}  // namespace pushgate::conformance
