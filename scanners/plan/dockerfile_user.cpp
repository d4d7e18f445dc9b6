// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <map>
#include <optional>
#include <string_view>

#include "base/format.hpp"
#include "scanners/plan/account_command.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_user.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_name = "plan/user-name";
constexpr const char* k_id = "plan/user-id";

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The users and groups that a Dockerfile and those of its families make.
class Accounts {
 public:
  explicit Accounts(const DockerfileSubject& subject) {
    add(subject.view);
    for (const auto& family : subject.families) add(family);
  }

  const AccountCommand* user(std::string_view name) const { return named(m_users, name); }
  const AccountCommand* group(std::string_view name) const { return named(m_groups, name); }
  const AccountCommand* user_of(std::uint32_t uid) const {
    for (const auto& account : m_users) {
      if (account.number && number(*account.number) == uid) return &account;
    }
    return nullptr;
  }

 private:
  void add(const DockerfileView& view) {
    for (const auto& run : view.runtime().runs) {
      for (const auto& command : run.commands) {
        if (auto account = read_account(command))
          (account->is_group ? m_groups : m_users).push_back(std::move(*account));
      }
    }
  }
  static const AccountCommand* named(const std::vector<AccountCommand>& accounts, std::string_view name) {
    for (const auto& account : accounts) {
      if (account.name == name) return &account;
    }
    return nullptr;
  }

  std::vector<AccountCommand> m_users;
  std::vector<AccountCommand> m_groups;
};

class UserCheck {
 public:
  UserCheck(const DockerfileSubject& subject, const plan::User& planned, PlanFindings& findings)
      : m_accounts(subject), m_planned(planned), m_findings(findings) {}

  void check(const dockerfile::Value& user) {
    m_line = user.line;
    const std::string_view text = user.text;
    const auto colon = text.find(':');
    const auto name = text.substr(0, colon);
    if (is_root_user(text)) {
      const auto message =
          fmt::format("runs as {}; expected {} ({}:{})", name, m_planned.name, m_planned.uid, m_planned.gid);
      wrong(k_name, message);
      wrong(k_id, message);
    } else {
      number(name) ? check_number(*number(name)) : check_name(name);
      check_group(name, colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
    }
  }

 private:
  void check_number(std::uint32_t uid) {
    if (uid != m_planned.uid) wrong(k_id, fmt::format("runs as UID {}; expected {}", uid, m_planned.uid));
    const auto* account = m_accounts.user_of(uid);
    if (account == nullptr) {
      m_findings.could_not_look(
          k_name, m_line, fmt::format("runs as UID {}, and which user that is only the image says", uid));
    } else if (account->name != m_planned.name) {
      wrong(k_name, fmt::format("runs as UID {}, the user {}; expected {}", uid, excerpt(account->name),
                                m_planned.name));
    }
  }

  void check_name(std::string_view name) {
    if (name != m_planned.name)
      wrong(k_name, fmt::format("runs as {}; expected {}", excerpt(name), m_planned.name));
    const auto* account = m_accounts.user(name);
    if (account == nullptr || !account->number) {
      m_findings.could_not_look(
          k_id, m_line, fmt::format("runs as {}, and which UID that is only the image says", excerpt(name)));
    } else if (account->number->empty()) {
      wrong(k_id, fmt::format("makes the user {} without a UID, so it gets the next free one; expected {}",
                              excerpt(name), m_planned.uid));
    } else if (number(*account->number) != m_planned.uid) {
      wrong(k_id, fmt::format("makes the user {} with UID {}; expected {}", excerpt(name),
                              excerpt(*account->number), m_planned.uid));
    }
  }

  /// The group that USER names, else that which the user is made with. What is not known is passed over: the
  /// UID says so already.
  void check_group(std::string_view user, std::string_view group) {
    if (group.empty()) {
      const auto* account = m_accounts.user(user);
      if (account == nullptr || !account->group || account->group->empty()) return;
      group = *account->group;
    }
    auto gid = number(group);
    if (const auto* made = m_accounts.group(group); !gid && made != nullptr && made->number)
      gid = number(*made->number);
    if (group == "root") gid = 0;
    if (gid && *gid != m_planned.gid)
      wrong(k_id, fmt::format("runs with GID {}; expected {}", *gid, m_planned.gid));
  }

  void wrong(const char* rule, std::string message) {
    m_findings.wrong(
        rule, m_line, std::move(message),
        fmt::format("end the last stage with: USER {0}:{0}; where the family has no such user: RUN groupadd "
                    "--gid {2} {0} && useradd --uid {1} --gid {2} {0}",
                    m_planned.name, m_planned.uid, m_planned.gid));
  }

  Accounts m_accounts;
  const plan::User& m_planned;
  PlanFindings& m_findings;
  std::uint32_t m_line = 0;
};

}  // namespace

void check_user(const DockerfileSubject& subject, PlanFindings& findings) {
  const auto& user = subject.view.runtime().state.user;
  const auto& planned = subject.fleet.user;
  const auto line = user ? user->line : from_line(subject.view);
  if (!planned) {
    findings.could_not_look(k_name, line, "the fleet file states no user");
    if (user && (!user->known() || !is_root_user(user->text)))
      return findings.could_not_look(k_id, line, "the fleet file states no user");
    return findings.wrong(k_id, line, "runs as root; expected another user",
                          "end the last stage with: USER 10001:10001");
  }
  if (!user) {
    const auto message = fmt::format("sets no USER in its last stage; expected {} ({}:{})", planned->name,
                                     planned->uid, planned->gid);
    const auto hint = fmt::format("end the last stage with: USER {0}:{0}", planned->name);
    findings.wrong(k_name, line, message, hint);
    return findings.wrong(k_id, line, message, hint);
  }
  if (!user->known()) {
    const auto message = fmt::format("runs as {}, which only the build says", excerpt(user->text));
    findings.could_not_look(k_name, line, message);
    return findings.could_not_look(k_id, line, message);
  }
  UserCheck(subject, *planned, findings).check(*user);
}

}  // namespace pushgate::scanners
