// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/placed_text.hpp"

#include <CLI/CLI.hpp>

#include "base/format.hpp"

namespace pushgate::cli {

void add_signing_options(CLI::App& app, std::string& key, bool& legacy) {
  app.add_option("--key", key, "sign with this key: a file, or env://VARIABLE")->type_name("KEY");
  app.add_flag("--legacy", legacy, "put it under cosign's older tag, not among the referrers");
}

std::string placed_line(std::string_view verb, std::string_view repository,
                        const gate::PlacedDocument& placed, std::string_view what) {
  return fmt::format("{}  {}@{}  {}{}{}\n", verb, repository, placed.image.to_string(), what,
                     what.empty() ? "" : "  ", placed.place);
}

std::string note_line(std::string_view note) {
  return note.empty() ? "" : fmt::format("  note: {}\n", note);
}

json::Object placed_json(const std::string& repository, const gate::PlacedDocument& placed) {
  return {{"name", repository},
          {"digest", placed.image.to_string()},
          {"place", placed.place},
          {"already", placed.already}};
}

}  // namespace pushgate::cli
