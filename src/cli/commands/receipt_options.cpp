// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/receipt_options.hpp"

#include <CLI/CLI.hpp>
#include <string>

#include "base/age.hpp"
#include "base/format.hpp"

namespace pushgate::cli {

void add_max_age_option(CLI::App& app, std::optional<std::chrono::hours>& max_age) {
  const auto read = [&max_age](const std::string& text) {
    max_age = parse_age(text);
    if (!max_age)
      throw CLI::ValidationError("--max-age", fmt::format("'{}' is no age; expected {}", text, k_age_form));
  };
  app.add_option_function<std::string>("--max-age", read,
                                       "how old the decision of a receipt may be: 72h, 7d (as the fleet file "
                                       "says)")
      ->option_text("AGE");
}

}  // namespace pushgate::cli
