// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/base_image.hpp"
#include "gate/document_cache.hpp"
#include "gate/make_sbom.hpp"
#include "report/summary.hpp"

namespace pushgate::cli {

namespace {

struct SbomCommand {
  gate::ImageRequest request;
  std::string cache_dir;
  std::string spec = "1.6";
  std::string base;
  bool all_platforms = false;
  Output output;
};

/// One line for people, where the document itself goes into a file.
std::string summary(const gate::SbomText& sbom, const std::string& file) {
  std::string out = fmt::format("{}: {}, {}", file, report::counted(sbom.packages, "package", "packages"),
                                report::counted(sbom.executables, "executable", "executables"));
  if (sbom.unowned > 0) out += fmt::format(", {} of them of no known package", sbom.unowned);
  if (sbom.unread > 0) {
    out += fmt::format(", {} that cannot be read",
                       report::counted(sbom.unread, "package file", "package files"));
  }
  return out + "\n";
}

Result<void> write_one(const SbomCommand& command, const gate::ImageRequest& request, const Output& output) {
  ProgressLine progress;
  TRY_ASSIGN(gate::OpenedImage opened, gate::open_image(request));
  gate::SbomOptions options{
      .name = gate::document_name(opened, request),
      .version = command.spec == "1.7" ? sbom::SpecVersion::v1_7 : sbom::SpecVersion::v1_6,
      .base = {},
      .base_name = command.base};
  TRY_ASSIGN(options.base, gate::base_layers(command.base, opened, request));
  TRY_ASSIGN(const gate::SbomText sbom, gate::sbom_text(opened, options, command.cache_dir, progress));
  progress.end();
  TRY(output.write(sbom.document));
  return output.file.empty() ? Result<void>() : Output{}.write(summary(sbom, output.file));
}

/// `linux-arm64-v8.cdx.json`
std::string file_of(std::string platform) {
  std::ranges::replace(platform, '/', '-');
  return platform + ".cdx.json";
}

Result<void> write_all(const SbomCommand& command) {
  if (command.output.file.empty()) {
    return fail(Error::misuse("--all-platforms", "makes one document a platform; expected -o FOLDER"));
  }
  if (!command.request.platform.empty()) {
    return fail(Error::misuse("--platform", "names one platform; expected it or --all-platforms, not both"));
  }
  TRY_ASSIGN(const auto platforms, gate::image_platforms(command.request));
  std::error_code error;
  std::filesystem::create_directories(command.output.file, error);
  if (error) return fail(Error::unchecked(command.output.file, "cannot be made: " + error.message()));
  for (const std::string& platform : platforms) {
    gate::ImageRequest request = command.request;
    request.platform = platform;
    Output output = command.output;
    output.file = (std::filesystem::path(command.output.file) / file_of(platform)).string();
    TRY(write_one(command, request, output));
  }
  return {};
}

Result<ExitCode> run(const SbomCommand& command) {
  TRY(require_image(command.request));
  if (command.all_platforms) {
    TRY(write_all(command));
  } else {
    TRY(write_one(command, command.request, command.output));
  }
  return ExitCode::passed;
}

}  // namespace

Action add_sbom(CLI::App& app) {
  auto command = std::make_shared<SbomCommand>();
  add_image_options(app, command->request, /*required=*/false);
  app.add_flag("--all-platforms", command->all_platforms,
               "of an index: one document a platform, into the folder that -o names");
  app.add_option("--base", command->base, "the image that this one was built on: says what came from it")
      ->type_name("IMAGE");
  app.add_option("--spec-version", command->spec, "of CycloneDX; Trivy and grype do not read 1.7")
      ->check(CLI::IsMember({"1.6", "1.7"}))
      ->type_name("1.6|1.7");
  add_cache_option(app, command->cache_dir);
  app.add_option("-o,--output", command->output.file, "write the document to a file, whole or not at all")
      ->type_name("FILE");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
