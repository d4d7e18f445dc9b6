// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/cache_folder.hpp"
#include "gate/make_sbom.hpp"

namespace pushgate::cli {

namespace {

struct SbomCommand {
  gate::ImageRequest request;
  std::string cache_dir;
  Output output;
};

Result<ExitCode> run(const SbomCommand& command) {
  TRY(require_image(command.request));
  ProgressLine progress;
  TRY_ASSIGN(const Time time, document_time());
  TRY_ASSIGN(gate::OpenedImage opened, gate::open_image(command.request));
  const auto cache = gate::facts_cache(command.cache_dir);
  const std::string name = opened.repository.empty() ? command.request.image : opened.repository;
  TRY_ASSIGN(const gate::ImageSbom sbom,
             gate::make_sbom(opened, name, time, cache ? &*cache : nullptr, progress));
  progress.end();
  TRY(command.output.write(sbom.document));
  return ExitCode::passed;
}

}  // namespace

Action add_sbom(CLI::App& app) {
  auto command = std::make_shared<SbomCommand>();
  add_image_options(app, command->request, /*required=*/false);
  add_cache_option(app, command->cache_dir);
  app.add_option("-o,--output", command->output.file, "write the document to a file, whole or not at all")
      ->type_name("FILE");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
