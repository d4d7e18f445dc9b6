// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_hash.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"

namespace pushgate::cli {

namespace {

struct WheelHashCommand {
  std::vector<std::string> paths;
  std::string algorithm = "sha256";
  Output output;
};

std::string as_json(const std::vector<gate::HashedWheel>& wheels, const std::string& algorithm) {
  json::Array files;
  for (const auto& wheel : wheels) {
    files.push_back(json::Object{{"file", wheel.file},
                                 {"name", wheel.name},
                                 {"version", wheel.version},
                                 {"size", wheel.size},
                                 {"hash", wheel.hash}});
  }
  return json::write_pretty(json::Object{
      {"schema", "pushgate.wheel-hashes/v1"}, {"algorithm", algorithm}, {"files", std::move(files)}});
}

Result<ExitCode> run(const WheelHashCommand& command) {
  // add_wheel_hash lets no other word through.
  const auto algorithm = crypto::sha2_kind(command.algorithm).value_or(crypto::Sha2Kind::sha256);
  TRY_ASSIGN(const auto wheels, gate::hash_wheels({command.paths, algorithm}));
  TRY(command.output.write(command.output.json() ? as_json(wheels, command.algorithm)
                                                 : gate::requirement_lines(wheels, algorithm)));
  return ExitCode::passed;
}

}  // namespace

Action add_wheel_hash(CLI::App& app) {
  auto command = std::make_shared<WheelHashCommand>();
  app.add_option("PATH", command->paths, "wheels and sdists, or folders of them (*.whl, *.tar.gz, *.zip)")
      ->type_name("")
      ->required();
  app.add_option("--algorithm", command->algorithm, "sha256, sha384 or sha512")
      ->check(CLI::IsMember({"sha256", "sha384", "sha512"}))
      ->type_name("ALGORITHM");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
