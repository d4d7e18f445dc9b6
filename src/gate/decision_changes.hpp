// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/component.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// Why something stands between an image and its pass that did not before.
enum class Blame {
  new_advisory,      ///< the package was there, and nobody knew
  changed_severity,  ///< the advisory was rated lower
  fix_appeared,      ///< there was no fix, and the policy let it pass until there is one
  code,              ///< a layer of ours brought it, or a file of ours
  base_image,        ///< a layer of the base image brought it
  policy,            ///< the policy let it pass
  waiver_expired,
  grace_ended,  ///< the advisory was young
  vex,          ///< a VEX statement let it pass, and there is none now or a newer one
  not_checked,  ///< something was not looked at, or by a scanner that the policy does not accept
};

/// `new advisory`, `changed severity`, `fix appeared`, `code`, `base image`, `policy`, `waiver expired`,
/// `grace ended`, `VEX`, `not checked`.
std::string_view to_string(Blame blame);

/// Whether whoever changed the image, the policy or the VEX documents brought it: not what only time brought.
bool is_of_change(Blame blame);

/// An image as it was decided, its evidence as judged.
struct DecidedImage {
  const model::Evidence& evidence;
  const model::Decision& decision;
  const model::Inventory& inventory;
  Date day{};  ///< on which it was decided
};

/// A reason that the earlier decision does not have.
struct NewReason {
  model::Reason reason;
  Blame blame = Blame::code;
};

struct DecisionChanges {
  std::vector<NewReason> appeared;  ///< in the order of the later decision
  std::vector<model::Reason> gone;  ///< of the earlier decision, in its order
};

/// What differs between two decisions about a service: over one image at two times, or over an image and the
/// one before it. A reason is the same where rule and package are, whatever its version: an update that does
/// not mend something did not bring it either. One that only made the verdict unknown and now denies is new.
DecisionChanges compare_decisions(const DecidedImage& before, const DecidedImage& after);

}  // namespace pushgate::gate
