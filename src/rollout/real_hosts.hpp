// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/rollout.hpp"
#include "rollout/host_command.hpp"
#include "rollout/hosts.hpp"

namespace pushgate::rollout {

/// Hosts as they are: health and identity endpoints over plain HTTP, on a connection of its own for each
/// question (an old process would go on answering on an old one), redirects not followed; commands as
/// host_command() makes them.
class RealHosts final : public Hosts {
 public:
  /// `folder` is the fleet file's.
  RealHosts(plan::Rollout rollout, std::string folder, Variables variables);

  /// Are the programs of the fleet file there? Errors: misuse.
  Result<void> check_programs(const Target& target, const Release& release) const;

  HealthAnswer health(const Target& target) override;
  Result<Identity> identity(const Target& target, const Release& release) override;
  Result<CommandRecord> change(const Target& target, const Release& release, bool back) override;
  Result<std::optional<CommandRecord>> logs(const Target& target, const Release& release) override;

 private:
  Result<CommandRecord> run(const std::vector<std::string>& words, const Target& target,
                            const Release& release) const;

  plan::Rollout m_rollout;
  std::string m_folder;
  Variables m_variables;
};

}  // namespace pushgate::rollout
