// SPDX-License-Identifier: Apache-2.0
#include "cli/decision_json.hpp"

#include <utility>

#include "evidence/documents.hpp"

namespace pushgate::cli {

json::Object decision_json(const model::Evidence& evidence, const model::Decision& decision) {
  json::Value value = evidence::findings_value(evidence);
  value.as_object()->set("decision", evidence::decision_value(decision));
  return std::move(*value.as_object());
}

}  // namespace pushgate::cli
