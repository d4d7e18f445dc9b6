// SPDX-License-Identifier: Apache-2.0
#include "gate/init_fleet.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "embedded/starter_workflow.hpp"
#include "gate/init_tree.hpp"
#include "plan/fleet_text.hpp"
#include "policy/document/policy_document.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_fleet = "pushgate.yaml";
constexpr const char* k_policy = "policy.yaml";
constexpr const char* k_workflow = ".github/workflows/supply-chain.yml";

bool is_there(const fs::path& path) {
  std::error_code none;
  return fs::symlink_status(path, none).type() != fs::file_type::not_found;
}

Result<void> write_where_none(const fs::path& path, std::string_view text, InitOutcome& outcome) {
  if (is_there(path)) {
    outcome.kept.push_back(path.string());
    return {};
  }
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return fail(Error::unchecked(path.parent_path().string(), "cannot be made: " + error.message()));
  TRY(store::write_new_file(path, text, 0644));
  outcome.written.push_back(path.string());
  return {};
}

Result<std::string> first_draft(const fs::path& folder, InitOutcome& outcome) {
  TRY_ASSIGN(auto tree, guess_tree(folder));
  plan::Fleet& fleet = tree.guess.fleet;
  outcome.unknown = std::move(tree.guess.unknown);
  if (fleet.services.empty()) {
    auto error = Error::misuse(folder.string(), "holds no Dockerfile of a service; expected at least one");
    for (auto& line : outcome.unknown) error.context.push_back("looking at " + line);
    return fail(std::move(error).with_hint("name the folder that holds the services: pushgate init DIR"));
  }
  fleet.policy = k_policy;
  outcome.unknown.insert(outcome.unknown.begin(), {"registry: where the images of services go",
                                                   "user: the numbers of the user that services run as"});
  auto text = plan::fleet_text(fleet, tree.user);
  if (const auto read = plan::parse_fleet(text, k_fleet); !read) {
    return fail(
        Error::bug(k_fleet, "would not be read again: " + read.error().subject + ": " + read.error().what));
  }
  return text;
}

}  // namespace

Result<InitOutcome> init_fleet(const std::string& folder) {
  const fs::path root = folder;
  InitOutcome outcome;
  std::string fleet_text;
  if (!is_there(root / k_fleet)) {
    TRY_ASSIGN(fleet_text, first_draft(root, outcome));
  }
  TRY(write_where_none((root / k_fleet).lexically_normal(), fleet_text, outcome));
  TRY(write_where_none((root / k_policy).lexically_normal(), policy::default_policy_text(), outcome));
  const std::size_t before = outcome.written.size();
  TRY(write_where_none((root / k_workflow).lexically_normal(), embedded::starter_workflow(), outcome));
  if (outcome.written.size() != before)
    outcome.unknown.push_back("workflow: the repository and the commit of pushgate, for OWNER and COMMIT");
  return outcome;
}

}  // namespace pushgate::gate
