// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::evidence {

/// Something outside of the folder that went into a decision: a lock, a wheelhouse, the scanner.
struct Input {
  std::string kind;              ///< `lock`
  std::string name;              ///< as the user named it: `app/requirements.lock`
  std::optional<Digest> sha256;  ///< none: it could not be read, or is no bytes
  json::Object more;             ///< what else is known of it: `{"commit": "…", "dirty": false}`
};

/// inputs.json: `{"schema": "pushgate.inputs/v1", "decided_at", "pushgate", "inputs": [{"kind", "name",
/// "sha256", …}]}`; sha256 is null where there is none.
struct InputsDocument {
  Time decided_at{};     ///< by the clock: waivers and the database's age were judged then
  std::string pushgate;  ///< its version
  std::vector<Input> inputs;
};
std::string write_inputs(const InputsDocument& document);
Result<InputsDocument> read_inputs(std::string_view bytes, std::string_view name);

}  // namespace pushgate::evidence
