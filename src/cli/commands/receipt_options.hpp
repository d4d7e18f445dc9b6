// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace CLI {
class App;
}

namespace pushgate::cli {

/// `--max-age AGE`: how old receipts may be, whatever the fleet file says.
void add_max_age_option(CLI::App& app, std::optional<std::chrono::hours>& max_age);

}  // namespace pushgate::cli
