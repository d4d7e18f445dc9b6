// SPDX-License-Identifier: Apache-2.0
#include "gate/policy_test.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "gate/settings.hpp"
#include "gate/stored_evidence.hpp"
#include "policy/policy.hpp"
#include "policy/scanner_rules.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_names = 100'000;
constexpr std::size_t k_depth = 32;
constexpr std::string_view k_suffix = ".tests.yaml";

/// The files of cases below folders.
class Search {
 public:
  Result<void> look_into(const fs::path& folder, std::size_t depth) {
    if (depth > k_depth)
      return fail(Error::misuse(folder.string(), fmt::format("is over {} folders deep", k_depth)));
    std::error_code code;
    std::set<fs::path> names;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
      if (++m_names > k_names)
        return fail(Error::misuse(folder.string(), fmt::format("makes it over {} names", k_names))
                        .with_hint("name the files, or the folder that they are in"));
      names.insert(entry->path());
    }
    if (code) return fail(Error::unchecked(folder.string(), "cannot be listed: " + code.message()));
    for (const fs::path& path : names) {
      if (path.filename().string().starts_with('.')) continue;
      const auto status = fs::symlink_status(path, code);
      if (fs::is_directory(status)) {
        TRY(look_into(path, depth + 1));
      } else if (fs::is_regular_file(status) && path.filename().string().ends_with(k_suffix)) {
        found.push_back(path.lexically_normal().string());
      }
    }
    return {};
  }

  std::vector<std::string> found;

 private:
  std::size_t m_names = 0;
};

Result<std::vector<std::string>> files_at(const std::vector<std::string>& paths) {
  Search search;
  for (const std::string& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      search.found.push_back(path);
      continue;
    }
    const std::size_t before = search.found.size();
    TRY(search.look_into(path, 0));
    if (search.found.size() == before) {
      return fail(Error::misuse(path, fmt::format("holds no file of cases; expected one named *{}", k_suffix))
                      .with_hint("docs/policy-test.md says what is in one"));
    }
  }
  return std::move(search.found);
}

std::string beside(const std::string& file, const std::string& path) {
  return (fs::path(file).parent_path() / path).lexically_normal().string();
}

/// Collects errors, so that all files are told at once.
class Wrong {
 public:
  /// The value, or nothing after an error.
  template <typename T>
  std::optional<T> take(Result<T> result) {
    if (result) return std::move(*result);
    if (m_error) {
      Error& error = result.error();
      std::vector<Error> also = std::move(error.also);
      error.also.clear();
      m_error->also.push_back(std::move(error));
      std::ranges::move(also, std::back_inserter(m_error->also));
    } else {
      m_error = std::move(result).error();
    }
    return std::nullopt;
  }
  std::optional<Error>& error() { return m_error; }

 private:
  std::optional<Error> m_error;
};

Result<std::vector<policy::PolicyCase>> read_cases(const std::string& file) {
  TRY_ASSIGN(const std::string text,
             store::read_file(file, limits::k_yaml_bytes, /*missing_is_misuse=*/true));
  return policy::parse_cases(text, file);
}

/// What is decided, and when.
struct Situation {
  model::Evidence evidence;
  Time at;
};

Result<Situation> situation_of(const TestedCase& one, const policy::Policy& policy) {
  const policy::PolicyCase& wanted = one.wanted;
  if (wanted.evidence.empty()) {
    Situation made{wanted.made, *wanted.at};
    const bool ran = std::ranges::any_of(made.evidence.runs, [](const model::ScannerRun& run) {
      return run.scanner == "trivy" && run.outcome == model::ScannerRun::Outcome::complete;
    });
    if (ran) made.evidence.scanner = policy::accepted_scanner(policy.scanner, made.at);
    return made;
  }
  const std::string folder = beside(one.file, wanted.evidence);
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  if (!wanted.at && !stored.inputs)
    return fail(Error::unchecked(folder, "does not say when it was decided; an older pushgate wrote none")
                    .with_hint("say it with `at:` in the case"));
  stored.evidence.inventory = std::move(stored.inventory);
  return Situation{std::move(stored.evidence), wanted.at ? *wanted.at : stored.inputs->decided_at};
}

void decide(TestedCase& one, policy::Policy policy) {
  std::ranges::copy(one.wanted.waivers, std::back_inserter(policy.waivers));
  auto situation = situation_of(one, policy);
  if (!situation) {
    one.error = std::move(situation).error();
    return;
  }
  one.decision = policy::evaluate(situation->evidence, policy, situation->at);
  one.differences = policy::differences(*one.decision, one.wanted.expected);
}

}  // namespace

Result<std::vector<TestedCase>> test_policies(const std::vector<std::string>& paths) {
  TRY_ASSIGN(const auto files, files_at(paths));
  Wrong wrong;
  std::vector<TestedCase> tested;
  std::map<std::string, policy::Policy> policies;
  std::set<std::string> asked;
  for (const std::string& file : files) {
    if (!asked.insert(fs::path(file).lexically_normal().string()).second) continue;
    auto cases = wrong.take(read_cases(file));
    if (!cases) continue;
    for (policy::PolicyCase& one : *cases) tested.push_back({file, std::move(one), {}, {}, {}});
  }
  for (const TestedCase& one : tested) {
    const std::string name = beside(one.file, one.wanted.policy);
    if (!asked.insert("policy " + name).second) continue;
    if (auto policy = wrong.take(load_policy(name, FleetChoice{})))
      policies.emplace(name, std::move(*policy));
  }
  if (wrong.error()) return fail(std::move(*wrong.error()));
  for (TestedCase& one : tested) decide(one, policies.at(beside(one.file, one.wanted.policy)));
  return tested;
}

}  // namespace pushgate::gate
