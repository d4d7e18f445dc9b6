// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/image_user.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_name = "plan/user-name";
constexpr const char* k_id = "plan/user-id";

struct UserFiles {
  std::string_view passwd;
  std::string_view group;
};

/// A file's bytes; none where there is no file. Errors: unchecked, where it is there and was not read.
Result<std::string_view> content_at(const oci::RootView& root, std::string_view path) {
  const auto* const node = root.find(path);
  if (node == nullptr) return std::string_view();
  if (!node->is_file() || !node->content()) {
    return fail(
        Error::unchecked("", fmt::format("/{} of the image was not read: it is a link, no regular file, "
                                         "or too large",
                                         path)));
  }
  return std::string_view(*node->content());
}

Result<UserFiles> read_user_files(const oci::RootView& root) {
  UserFiles files;
  TRY_ASSIGN(files.passwd, content_at(root, "etc/passwd"));
  TRY_ASSIGN(files.group, content_at(root, "etc/group"));
  return files;
}

std::string words(const ImageUser& user) {
  return fmt::format("{} ({}:{})", user.name.empty() ? "no name" : excerpt(user.name), user.uid, user.gid);
}

std::string last_user(const plan::User& user) {
  return fmt::format("end the Dockerfile's last stage with: USER {}:{}", user.uid, user.gid);
}

/// `the image runs as root`, or as whom.
std::string runs_as(const std::string& said, const ImageUser& user) {
  if (said.empty()) return "the image sets no USER and runs as root";
  const auto name = words(user);
  return fmt::format("the image runs as `{}`, {}", excerpt(said), name);
}

void compare(const std::string& said, const ImageUser& user, const plan::User& planned,
             ImageFindings& findings) {
  const auto what = runs_as(said, user);
  if (user.uid != planned.uid || user.gid != planned.gid) {
    findings.wrong(k_id, fmt::format("{}; expected {}:{}", what, planned.uid, planned.gid),
                   last_user(planned));
  }
  if (user.name == planned.name) return;
  if (user.name.empty() && user.uid == planned.uid) {
    return findings.wrong(
        k_name,
        fmt::format("the image runs as `{}`, and its /etc/passwd has no user {}; expected {}", excerpt(said),
                    user.uid, planned.name),
        fmt::format("make the user in the family image: useradd --uid {} --gid {} {}", planned.uid,
                    planned.gid, planned.name));
  }
  findings.wrong(k_name, fmt::format("{}; expected {}", what, planned.name),
                 fmt::format("run as the family image's user, {} ({}:{}), and make no other", planned.name,
                             planned.uid, planned.gid));
}

}  // namespace

void check_user(const ImagePlan& image, ImageFindings& findings) {
  const std::string& said = image.image.config.user;
  const auto files = read_user_files(image.root);
  if (!files) {
    findings.could_not_look(k_id, files.error().what);
    return findings.could_not_look(k_name, files.error().what);
  }
  const auto user = find_user(said, files->passwd, files->group);
  const auto& planned = image.fleet.user;
  if (!planned) findings.could_not_look(k_name, "the fleet file states no user");
  if (!user) {
    return findings.wrong(k_id, "the image " + excerpt(user.error().what),
                          planned ? last_user(*planned) : "name a user that the image has");
  }
  if (planned) return compare(said, *user, *planned, findings);
  if (user->uid != 0) return findings.could_not_look(k_id, "the fleet file states no user");
  findings.wrong(k_id, runs_as(said, *user) + "; expected another user than root",
                 "end the Dockerfile's last stage with: USER 10001:10001");
}

}  // namespace pushgate::scanners
