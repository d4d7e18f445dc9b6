// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "registry/client.hpp"
#include "tags/transaction.hpp"

namespace pushgate::gate {

/// `pushgate push --fleet`: all that its flags say.
struct FleetPushRequest {
  std::string fleet_file;           ///< empty: pushgate.yaml
  std::string evidence;             ///< a folder of evidence folders
  std::string tag;                  ///< of this revision
  std::vector<std::string> moving;  ///< `latest`, `stable`: tags that follow, too
  std::vector<std::string> only;    ///< repositories; empty: every service, and the families with evidence
  std::string key;                  ///< `FILE` or `env://VAR`; empty: the fleet file's signers
  std::optional<std::chrono::hours> max_age;  ///< of receipts; nothing: as the fleet file says
  std::string journal;                        ///< empty: .pushgate/push/journal beside the fleet file
  bool allow_back = false;                    ///< moving tags may go back to an older revision
  registry::ClientOptions registry;
};

/// An image that shall be tagged, and what speaks against it.
struct FleetImage {
  std::string name;  ///< of the service or the family
  bool is_family = false;
  std::string machine;  ///< may be empty
  std::string repository;
  std::optional<Digest> digest;
  std::string receipt_by;
  std::vector<Error> problems;
};

struct FleetPushOutcome {
  enum class End {
    moved,       ///< every tag names its image
    nothing,     ///< and did so before
    refused,     ///< some image may not be tagged: no tag was touched
    unchecked,   ///< some image could not be asked for: no tag was touched
    put_back,    ///< the step failed, or was undone: every tag names what it named before
    remains,     ///< the same, but for tags that cannot be put back
    unfinished,  ///< the step failed, and could not be undone yet
  } end = End::moved;
  std::string tag;
  std::vector<FleetImage> images;     ///< families first; none where only the journal was followed
  std::vector<Error> problems;        ///< of no image
  std::string resumed;                ///< what became of a run that was interrupted; empty: there was none
  std::optional<tags::Outcome> step;  ///< where tags were touched

  /// The error class of a bad end: refused or unchecked; nothing for a good one.
  std::optional<ErrorCode> failure() const;
};

/// Gives every image of a fleet its tag, in one step. Each must have been staged by digest, with an evidence
/// folder whose receipt a known signer signed; registry and receipt are asked again. Only where all is good
/// are tags moved, written down in the journal first; what fails is put back. After kill -9 the same request
/// finishes or undoes the step. Errors: misuse, for what flags and files say wrongly; refused, where the
/// journal is in use or has another step that is not finished; unchecked, for a journal that cannot be read
/// or written, and where a signal arrived.
Result<FleetPushOutcome> push_fleet(const FleetPushRequest& request);

/// Puts back what an interrupted step moved. Of the request only the fleet file, the journal and the registry
/// options count. Errors: refused, where no step is open; else as push_fleet.
Result<FleetPushOutcome> undo_push_fleet(const FleetPushRequest& request);

}  // namespace pushgate::gate
