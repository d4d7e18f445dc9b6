// SPDX-License-Identifier: Apache-2.0
// What is printed for a Dockerfile that must not be read.
#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {
namespace {

Error error_of(std::string_view text) {
  auto file = parse_dockerfile(text, "app/Dockerfile");
  return file ? Error::bug("", "no error") : std::move(file).error();
}

struct Case {
  std::string line;
  std::string what;
};

TEST(Refusals, of_one_line) {
  const Case cases[] = {
      {"RUNN make",
       "'RUNN' is no instruction; expected one of ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, "
       "HEALTHCHECK, LABEL, "
       "MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR"},
      {"ENV NAME", "ENV 'NAME' has no value; expected name=value"},
      {"ENV A=1 B", "ENV 'B' has no value; expected name=value"},
      {"LABEL", "LABEL has no arguments; expected at least one name"},
      {"ENV =1", "ENV has a value without a name"},
      {"ARG =1", "ARG has a value without a name"},
      {"CMD [\"a\", [\"b\"]]", "CMD has a JSON array of other things than strings; expected strings"},
      {"COPY a", "COPY has no destination; expected sources and a destination"},
      {"COPY a <<EOF\nEOF", "COPY has a here-document as its destination; expected a path"},
      {"COPY --owner=a b c",
       "flag --owner of COPY is unknown; expected --chmod, --chown, --exclude, --from, --link, --parents"},
      {"COPY --chown=a --chown=b c d", "flag --chown of COPY is given twice; expected it once"},
      {"COPY --chown a b", "flag --chown of COPY has no value; expected --chown=VALUE"},
      {"COPY --link=yes a b", "flag --link of COPY is 'yes'; expected true or false"},
      {"USER --x a", "flag --x of USER is unknown; expected none"},
      {"FROM a b", "FROM has other arguments than it may have; expected FROM IMAGE or FROM IMAGE AS NAME"},
      {"FROM a AS 1st", "stage name '1st' is wrong; expected a letter, then letters, digits, - _ ."},
      {"RUN --network=lan a", "flag --network of RUN is 'lan'; expected default, none or host"},
      {"RUN --security=none a", "flag --security of RUN is 'none'; expected insecure or sandbox"},
      {"RUN --mount=from=$A,target=/x a",
       "flag --mount of RUN has from=$A, and variables are not expanded there; expected the name of a stage "
       "that is "
       "FROM it"},
      {"RUN --mount=type=cache,target=\\\"x a",
       "flag --mount of RUN: 'type=cache,target=\"x' has a double quote out of place; expected fields "
       "separated by "
       "commas, each as a whole in double quotes or without any"},
      {"RUN --mount= a", "flag --mount of RUN: its value is empty; expected key=value,…"},
      {"RUN <<EOF\nmake", "here-document 'EOF' is not closed; expected a line with only EOF"},
      {"HEALTHCHECK", "HEALTHCHECK has no arguments; expected CMD or NONE"},
      {"HEALTHCHECK NONE a", "HEALTHCHECK NONE has arguments; expected none"},
      {"HEALTHCHECK RUN a", "HEALTHCHECK has the type 'RUN'; expected CMD or NONE"},
      {"HEALTHCHECK CMD", "HEALTHCHECK CMD has no command"},
      {"HEALTHCHECK --interval=30 CMD a",
       "flag --interval of HEALTHCHECK is '30'; expected a duration of 1ms or more, as 30s or 1m30s"},
      {"HEALTHCHECK --timeout=999us CMD a",
       "flag --timeout of HEALTHCHECK is '999us'; expected a duration of 1ms or more, as 30s or 1m30s"},
      {"HEALTHCHECK --retries=-1 CMD a",
       "flag --retries of HEALTHCHECK is '-1'; expected a whole number from 0 up"},
      {"SHELL /bin/sh -c", R"(SHELL is no JSON array of strings; expected one as ["/bin/sh", "-c"])"},
      {"VOLUME [\"\"]", "VOLUME has an empty path"},
      {"VOLUME", "VOLUME has no arguments; expected at least one path"},
      {"EXPOSE", "EXPOSE has no arguments; expected at least one port"},
      {"WORKDIR", "WORKDIR has no argument; expected one"},
      {"STOPSIGNAL", "STOPSIGNAL has no argument; expected one"},
      {"ONBUILD", "ONBUILD has no arguments; expected an instruction"},
      {"ONBUILD ONBUILD RUN a", "ONBUILD has ONBUILD as its trigger; expected another instruction"},
      {"ONBUILD FROM a", "ONBUILD has FROM as its trigger; expected another instruction"},
      {"ONBUILD COPY a", "COPY has no destination; expected sources and a destination"},
  };
  for (const auto& [line, what] : cases) {
    const auto error = error_of("FROM debian\n\n" + line);
    EXPECT_EQ(error.render(), "pushgate: error: app/Dockerfile:3: " + what + "\n") << line;
    EXPECT_EQ(error.code, ErrorCode::refused) << line;
  }
}

TEST(Refusals, of_the_whole_file) {
  EXPECT_EQ(error_of("").render(), "pushgate: error: app/Dockerfile: has no instructions; expected FROM\n");
  EXPECT_EQ(error_of("# a\n\n").render(),
            "pushgate: error: app/Dockerfile: has no instructions; expected FROM\n");
  EXPECT_EQ(error_of("ARG A\n").render(), "pushgate: error: app/Dockerfile: has no stage; expected FROM\n");
  EXPECT_EQ(
      error_of("ARG A\nRUN a\nFROM b\n").render(),
      "pushgate: error: app/Dockerfile:2: RUN stands before any FROM; expected FROM, or ARG before it\n");
  EXPECT_EQ(error_of("# escape=x\nFROM a\n").render(),
            "pushgate: error: app/Dockerfile:1: parser directive 'escape' is 'x'; expected \\ or `\n");
  EXPECT_EQ(
      error_of("# escape=`\n# Escape=`\nFROM a\n").render(),
      "pushgate: error: app/Dockerfile:2: parser directive 'escape' is given twice; expected it once\n");
}

TEST(Refusals, what_is_no_text_or_too_much_could_not_be_checked) {
  const auto says = [](const Error& error, const std::string& text) {
    EXPECT_EQ(error.code, ErrorCode::unchecked);
    EXPECT_EQ(error.render(), "pushgate: error: app/Dockerfile" + text + "\n");
  };
  says(error_of(std::string("FROM a\0b\n", 9)), ": holds NUL bytes; expected text in UTF-8");
  says(error_of("FROM a\nRUN \xff\n"), ":2: is no text in UTF-8");
  says(error_of("FROM a\nRUN <<E\n# \xff\nE\n"), ":3: is no text in UTF-8");
  says(error_of(std::string(50u << 20, '#')),
       ": is too large for a Dockerfile; expected at most 4194304 bytes, got 52428800");
  std::string many = "FROM a\n";
  for (std::size_t i = 0; i < limits::k_dockerfile_instructions; ++i) many += "CMD a\n";
  says(error_of(many), ":20001: too many instructions; expected at most 20000");
  EXPECT_EQ(error_of("FROM a\nRUN " + std::string(65532, 'x')).render(),
            "pushgate: error: app/Dockerfile:2: the line is too long; expected at most 65535 bytes\n");
  EXPECT_TRUE(parse_dockerfile("FROM a\nRUN " + std::string(65531, 'x'), "f"));
  EXPECT_TRUE(parse_dockerfile("# by Jos\xe9\nFROM a\n", "f")) << "comments may be in any encoding";
}

}  // namespace
}  // namespace pushgate::dockerfile
