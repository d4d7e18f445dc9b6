// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "gate/make_matrix.hpp"
#include "gate/matrix_document.hpp"
#include "report/table.hpp"

namespace pushgate::cli {

namespace {

struct MatrixCommand {
  gate::MatrixRequest request;
  gate::MatrixForm form;
  Output output;
};

/// `because of: context (app/main.py), family (family-web)`.
std::string reasons_text(const std::vector<plan::Reason>& reasons) {
  std::string text;
  for (const auto& reason : reasons) {
    text += fmt::format("{}{}", text.empty() ? "because of: " : ", ", reason.what);
    if (!reason.path.empty()) text += fmt::format(" ({})", escape_controls(reason.path));
  }
  return text;
}

std::string table_of(const std::vector<plan::Job>& jobs, const char* heading, const Output& output) {
  std::vector<report::Row> rows;
  for (const auto& job : jobs) {
    report::Row row;
    row.cells = {job.name, job.machine, escape_controls(job.dockerfile), job.family, job.image};
    row.note = reasons_text(job.reasons);
    rows.push_back(std::move(row));
  }
  return report::write_table({{heading, 12, report::Column::Cut::never},
                              {"MACHINE", 7, report::Column::Cut::never},
                              {"DOCKERFILE", 20, report::Column::Cut::middle},
                              {"BUILT ON", 8},
                              {"IMAGE", 20, report::Column::Cut::middle}},
                             std::move(rows), static_cast<std::size_t>(output.width()), report::Paint(false));
}

std::string as_text(const MatrixCommand& command, const plan::Matrix& matrix) {
  std::string text;
  if (!matrix.families.empty()) text += table_of(matrix.families, "FAMILY", command.output) + "\n";
  if (!command.form.families && !matrix.services.empty())
    text += table_of(matrix.services, "SERVICE", command.output) + "\n";
  return text + fmt::format("{} {} of families, {} of services\n", matrix.families.size(),
                            matrix.families.size() == 1 ? "job" : "jobs", matrix.services.size());
}

Result<ExitCode> run(const MatrixCommand& command) {
  TRY_ASSIGN(const auto matrix, gate::make_matrix(command.request));
  for (const auto& name : matrix.left_out) {
    const auto note =
        fmt::format("pushgate: note: service '{}' has no 'dockerfile' in the fleet file: no job\n", name);
    static_cast<void>(std::fputs(note.c_str(), stderr));
  }
  if (command.form.format == "text") {
    TRY(command.output.write(as_text(command, matrix)));
  } else {
    TRY_ASSIGN(const auto text, gate::matrix_document(matrix, command.form));
    TRY(command.output.write(text));
  }
  return ExitCode::passed;
}

}  // namespace

Action add_matrix(CLI::App& app) {
  auto command = std::make_shared<MatrixCommand>();
  auto& form = command->form;
  app.add_option("--fleet", command->request.fleet_file, "the fleet file (pushgate.yaml)")->type_name("FILE");
  app.add_option("--changed-since", command->request.changed_since,
                 "only what the commits since a revision touch, each job with its reasons")
      ->type_name("REV");
  app.add_flag("--families", form.families, "the jobs of the family images, each after those it is built on");
  app.add_option("--level", form.level,
                 "with --families: those of one level, which can be built side by side")
      ->type_name("N");
  auto* split = app.add_flag("--split", form.split, "a matrix of chunks, for more than 256 jobs");
  app.add_option("--chunk", form.chunk, "the jobs of one chunk, as --split names it")
      ->type_name("N/M")
      ->excludes(split);
  app.add_option("--platform", form.platform, "what the images are built for (linux/amd64)")
      ->type_name("OS/ARCH")
      ->default_val("linux/amd64");
  app.add_option("--format", form.format,
                 "json: a GitHub Actions matrix on one line; github-output: every matrix with its count, for "
                 "GITHUB_OUTPUT (json)")
      ->check(CLI::IsMember({"json", "github-output", "text", "kubernetes"}))
      ->option_text("json|github-output|text|kubernetes");
  app.add_option("-o,--output", command->output.file, "write the result to a file, whole or not at all")
      ->type_name("FILE");
  app.add_option("--runner-image", form.runner_image, "kubernetes: the image whose entry point runs a job")
      ->type_name("IMAGE");
  app.add_option("--name", form.name, "kubernetes: the name of the Job (pushgate)")
      ->type_name("NAME")
      ->default_val("pushgate");
  app.add_option("--parallelism", form.parallelism, "kubernetes: jobs that run side by side (16)")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->default_val(16);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
