// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/terminal.hpp"
#include "store/files.hpp"

namespace pushgate::cli {

bool Output::colour() const {
  return file.empty() && use_colour();
}

int Output::width() const {
  return terminal_width();
}

Result<void> Output::write(std::string_view text) const {
  if (!file.empty()) return store::write_file(file, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return fail(
        Error::unchecked("standard output", std::string("cannot be written: ") + std::strerror(errno)));
  }
  return {};
}

void add_output_options(CLI::App& app, Output& output) {
  app.add_option("--format", output.format, "how the result is written (text)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
  app.add_option("-o,--output", output.file, "write the result to a file, whole or not at all")
      ->type_name("FILE");
}

}  // namespace pushgate::cli
