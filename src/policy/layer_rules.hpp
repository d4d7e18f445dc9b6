// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/evidence.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// What rules make of one finding, before waivers. The order is that of strictness.
enum class Fate { below, ignored, grace, unknown, deny };

/// A fate, and why it is that one.
struct Judgement {
  Fate fate = Fate::below;
  Date until{};      ///< of grace: the last day
  std::string note;  ///< what a reader of the reason cannot see from the finding; may be empty
};

/// Whose layers a finding can be in, for policies that tell them apart.
class Layers {
 public:
  explicit Layers(const std::optional<model::Inventory>& inventory);

  /// True in the base's, false in one's own. None where nobody knows: no layer, none of the image's, nobody
  /// said what the base is.
  std::optional<bool> of_base(const model::Finding& finding) const;

 private:
  std::map<std::string, std::optional<bool>> m_of_base;  ///< by diff_id
};

/// The fate of a finding by the rules of its layer; by the stricter of both where its layer is not known.
Judgement judge(const model::Finding& finding, const Policy& policy, const Layers& layers, Date today);

bool is_vulnerability(const model::Finding& finding);

}  // namespace pushgate::policy
