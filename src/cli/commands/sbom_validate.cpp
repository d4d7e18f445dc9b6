// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "base/limits.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "sbom/cyclonedx.hpp"
#include "store/files.hpp"

namespace pushgate::cli {

Action add_sbom_validate(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  app.add_option("FILE", *file, "a CycloneDX JSON document")->type_name("")->required();
  return [file]() -> Result<ExitCode> {
    TRY_ASSIGN(const std::string text,
               store::read_file(*file, limits::k_json_bytes, /*missing_is_misuse=*/true));
    TRY(sbom::validate_cyclonedx(text, *file));
    TRY(Output{}.write(*file + ": valid\n"));
    return ExitCode::passed;
  };
}

}  // namespace pushgate::cli
