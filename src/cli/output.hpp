// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace CLI {
class App;
}

namespace pushgate::cli {

/// Where results go and in which form: `--format text|json` and `-o FILE`, the same on every command.
struct Output {
  std::string format = "text";
  std::string file;  ///< empty: stdout

  bool json() const { return format == "json"; }
  bool colour() const;  ///< never into a file
  int width() const;
  /// Writes to the file, whole or not at all, or to stdout. Errors: unchecked (disk full, a closed pipe).
  Result<void> write(std::string_view text) const;
};

void add_output_options(CLI::App& app, Output& output);

}  // namespace pushgate::cli
