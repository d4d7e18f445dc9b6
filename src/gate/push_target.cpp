// SPDX-License-Identifier: Apache-2.0
#include "gate/push_target.hpp"

#include <string_view>

namespace pushgate::gate {

Result<oci::Reference> parse_push_target(const std::string& named, const std::string& text, bool no_tag) {
  static constexpr std::string_view k_scheme = "docker://";
  const std::string_view whole = text;
  TRY_ASSIGN(oci::Reference target,
             oci::Reference::parse(whole.starts_with(k_scheme) ? whole.substr(k_scheme.size()) : whole));
  if (target.digest) {
    return fail(Error::misuse(named, "names a digest; expected REGISTRY/REPOSITORY:TAG"));
  }
  if (!target.tag && !no_tag) {
    return fail(Error::misuse(named, "names no tag; expected REGISTRY/REPOSITORY:TAG")
                    .with_hint("add a tag, or stage by digest with --no-tag"));
  }
  return target;
}

}  // namespace pushgate::gate
