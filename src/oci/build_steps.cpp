// SPDX-License-Identifier: Apache-2.0
#include "oci/build_steps.hpp"

namespace pushgate::oci {

std::vector<std::string> build_steps(const Config& config) {
  std::vector<std::string> steps;
  for (const HistoryStep& step : config.history) {
    if (!step.empty_layer) steps.push_back(step.created_by);
  }
  if (steps.size() != config.diff_ids.size()) steps.assign(config.diff_ids.size(), std::string());
  return steps;
}

}  // namespace pushgate::oci
