// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::dockerfile {

/// `--mount=type=cache,target=/x`: name `mount`, and what stands after the equals sign. A flag may be
/// repeated.
struct Flag {
  std::string name;
  std::optional<std::string> value;
};

/// One of ENV, LABEL and ARG: quotes kept and variables not yet expanded.
struct Pair {
  std::string name;
  std::optional<std::string> value;  ///< only an ARG may have none
  bool spaced = false;               ///< `ENV name value`, the old form of one pair
};

struct HereDocument {
  std::string name;
  std::string content;      ///< the lines between, with their ends, leading tabs still there
  bool expand = true;       ///< no part of the name is quoted
  bool strip_tabs = false;  ///< `<<-`
};

/// One instruction as it is written: nothing of it is expanded.
struct Instruction {
  std::string keyword;      ///< upper case
  std::vector<Flag> flags;  ///< in the order of the file
  /// All that follows the flags, continuations joined, comments between them gone.
  std::string text;
  bool json_form = false;  ///< the arguments are a JSON array of strings
  /// The strings of the JSON form; otherwise RUN, CMD, ENTRYPOINT, SHELL, USER, WORKDIR, STOPSIGNAL and
  /// MAINTAINER have one word, FROM, COPY, ADD, EXPOSE and VOLUME what blanks separate, HEALTHCHECK its type
  /// and the command.
  std::vector<std::string> words;
  std::vector<Pair> pairs;  ///< of ENV, LABEL and ARG, which have no words
  std::vector<HereDocument> here_documents;
  std::vector<Instruction> trigger;  ///< of ONBUILD: the one instruction that it puts off
  std::uint32_t start = 0;           ///< its first line, from 1
  std::uint32_t end = 0;             ///< its last line, here-documents included
};

/// FROM and what follows it up to the next FROM.
struct Stage {
  std::string name;       ///< in lower case, as BuildKit compares it; empty where it has none
  std::string base;       ///< as written: an image, the name of an earlier stage, or a variable
  std::string platform;   ///< of --platform, as written; may be empty
  std::size_t first = 0;  ///< the index of its FROM among the instructions
  std::size_t last = 0;   ///< one after its last instruction
  std::uint32_t line = 0;
};

struct Dockerfile {
  std::string file_name;
  char escape = '\\';
  std::string syntax;  ///< of `# syntax=…`; empty where there is none
  /// Of the whole file. Those before the first stage are ARG, of which every FROM may make use.
  std::vector<Instruction> instructions;
  std::vector<Stage> stages;
};

/// Reads a Dockerfile as BuildKit 0.34 does, up to where it would look for an image or a file: parser
/// directives, continuations, comments within them, here-documents, JSON and shell forms, flags and mounts.
/// An ONBUILD whose instruction is wrong is refused here; by BuildKit only in the build that is FROM the
/// image. Untrusted: the text. Limits: k_dockerfile_bytes, k_dockerfile_line_bytes,
/// k_dockerfile_instructions. Errors: refused, with `FILE:LINE`, for what BuildKit refuses; unchecked for
/// what is no text or over a limit.
Result<Dockerfile> parse_dockerfile(std::string_view text, std::string_view file_name);

}  // namespace pushgate::dockerfile
