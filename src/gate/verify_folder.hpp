// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attest/trust.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "evidence/folder.hpp"
#include "gate/replay.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate verify --evidence DIR`.
struct FolderVerifyRequest {
  std::string folder;
  bool replay = false;
};

/// What is known of an evidence folder, and all that is wrong with it.
struct FolderVerification {
  model::Subject subject;                 ///< as subject.json has it, where it can be read
  bool is_index = false;                  ///< of an index; the folders of its platforms are those below
  std::optional<model::Verdict> verdict;  ///< as decision.json has it
  std::size_t files = 0;                  ///< that evidence.json lists
  std::string signer;                     ///< of the receipt, where it counts; else empty
  std::string decision_signer;            ///< of decision.dsse.json, where it counts; else empty
  std::string repository;                 ///< as that receipt, or decision, calls the image
  std::optional<Time> decided_at;         ///< as it says
  std::optional<Replay> replay;           ///< where it was asked for; its findings are among those below
  std::vector<model::Finding> findings;   ///< what could not be looked at is one with could_not_look

  std::vector<FolderVerification> platforms =
      {};  ///< of an index: each, with its own findings and no receipt

  bool verified() const { return findings.empty(); }
  bool refused() const;  ///< something was looked at and is wrong
};

/// Checks the folder of one platform of an index, as it was read, but for the receipt.
FolderVerification verify_platform_folder(const std::string& folder, evidence::FolderContents contents,
                                          bool replay);

/// Says whose receipts count; asked only where there is a receipt. Without a key in it no receipt is checked,
/// which is a finding.
using TrustLoader = std::function<Result<attest::Trust>()>;

/// Checks an evidence folder without the image, the registry and the network: the receipt by its signer, its
/// subject by subject.json, every file by evidence.json, and both by the receipt; of an index the folder of
/// each platform. Goes on whatever is wrong.
/// Untrusted: the folder; links are not followed. Errors: misuse, for what is no evidence folder, and
/// those of `trust`; unchecked, for a folder that cannot be listed.
Result<FolderVerification> verify_folder(const evidence::FileTree& tree, const FolderVerifyRequest& request,
                                         const TrustLoader& trust);

}  // namespace pushgate::gate
