// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/rune.hpp"
#include "plan/dockerfile/stage_builder.hpp"
#include "plan/dockerfile/stage_state.hpp"

namespace pushgate::dockerfile {

namespace {

// What the builder says of its platforms; which those are is not known here.
constexpr auto k_platform_args = {"BUILDPLATFORM", "BUILDOS",        "BUILDOSVERSION", "BUILDARCH",
                                  "BUILDVARIANT",  "TARGETPLATFORM", "TARGETOS",       "TARGETOSVERSION",
                                  "TARGETARCH",    "TARGETVARIANT"};

// A stage's FROM with its variables expanded.
struct From {
  Value base;
  std::optional<Value> platform;
  std::optional<std::size_t> stage;  // the earlier one that it names
};

class Evaluation {
 public:
  Evaluation(const Dockerfile& file, const BuildOptions& options) : m_file(file), m_options(options) {}

  Result<StageState> run() {
    TRY_ASSIGN(const auto target, target_stage());
    TRY(read_global_args());
    TRY(read_bases());
    std::vector<std::size_t> chain = {target};
    while (const auto base = m_bases[chain.back()].stage) chain.push_back(*base);

    StageBuilder builder(m_file, m_options, m_globals, m_budget);
    builder.begin(m_bases[chain.back()].base);
    for (auto index = chain.rbegin(); index != chain.rend(); ++index) TRY(builder.add_stage(*index));
    auto& state = builder.state();
    state.base_stage = m_bases[target].stage;
    state.platform = m_bases[target].platform;
    return std::move(state);
  }

 private:
  Result<std::size_t> target_stage() const {
    if (m_options.target.empty()) return m_file.stages.size() - 1;
    const auto wanted = lower_case(m_options.target);
    for (std::size_t i = m_file.stages.size(); i-- > 0;) {
      if (m_file.stages[i].name == wanted) return i;
    }
    std::string names;
    for (const auto& stage : m_file.stages) {
      if (!stage.name.empty()) names += fmt::format("{}{}", names.empty() ? "" : ", ", stage.name);
    }
    return fail(
        Error::misuse(m_file.file_name,
                      fmt::format("has no stage '{}'; expected {}", m_options.target,
                                  names.empty() ? "no target, as no stage has a name" : "one of " + names)));
  }

  Result<Value> expand(std::string_view word, std::uint32_t line, std::string_view keyword) {
    auto lexed = lex(word, m_globals, {.escape = m_file.escape}, m_budget);
    if (lexed) return Value{std::move(lexed->text), line, std::move(lexed->unset)};
    auto error = std::move(lexed).error();
    error.subject = fmt::format("{}:{}", m_file.file_name, line);
    error.what = fmt::format("{}: {}", keyword, error.what);
    return fail(std::move(error));
  }

  // ARG before the first FROM.
  Result<void> read_global_args() {
    for (const std::string name : k_platform_args) m_globals.set(name, "$" + name, {name});
    m_globals.set("TARGETSTAGE", m_options.target.empty() ? last_name() : m_options.target);
    for (const auto& [name, value] : m_options.build_args) {
      if (m_globals.find(name)) m_globals.set(name, value);
    }
    for (std::size_t i = 0; i < m_file.stages.front().first; ++i) {
      for (const auto& pair : m_file.instructions[i].pairs)
        TRY(read_global_arg(pair, m_file.instructions[i].start));
    }
    return {};
  }

  Result<void> read_global_arg(const Pair& pair, std::uint32_t line) {
    if (const auto given = m_options.build_args.find(pair.name); given != m_options.build_args.end()) {
      m_globals.set(pair.name, given->second);
    } else if (pair.value) {
      TRY_ASSIGN(auto value, expand(*pair.value, line, "ARG"));
      m_globals.set(pair.name, std::move(value.text), std::move(value.unset));
    } else {
      m_globals.may_be_set(pair.name);
    }
    return {};
  }

  std::string last_name() const {
    const auto& name = m_file.stages.back().name;
    return name.empty() ? "default" : name;
  }

  Result<void> read_bases() {
    for (const auto& stage : m_file.stages) {
      From from;
      TRY_ASSIGN(from.base, expand(stage.base, stage.line, "FROM"));
      if (from.base.text.empty()) {
        return fail(Error::refused(
            fmt::format("{}:{}", m_file.file_name, stage.line),
            fmt::format("FROM {} is nothing once its variables are expanded; expected an image "
                        "or a stage",
                        stage.base)));
      }
      if (!stage.platform.empty()) {
        TRY_ASSIGN(from.platform, expand(stage.platform, stage.line, "FROM"));
      }
      // The nearest one before it; a name is in lower case, so `FROM Builder` is an image.
      for (std::size_t i = m_bases.size(); i-- > 0 && from.base.known() && !from.stage;) {
        if (m_file.stages[i].name == from.base.text) from.stage = i;
      }
      m_bases.push_back(std::move(from));
    }
    return {};
  }

  const Dockerfile& m_file;
  const BuildOptions& m_options;
  ExpansionBudget m_budget;
  Environment m_globals;
  std::vector<From> m_bases;
};

}  // namespace

Result<StageState> evaluate(const Dockerfile& dockerfile, const BuildOptions& options) {
  return Evaluation(dockerfile, options).run();
}

}  // namespace pushgate::dockerfile
