// SPDX-License-Identifier: Apache-2.0
#include "gate/tag_name.hpp"

#include "oci/reference.hpp"

namespace pushgate::gate {

bool is_tag(const std::string& text) {
  const auto parsed = oci::Reference::parse("localhost/service:" + text);
  return parsed && parsed->tag == text && !parsed->digest && parsed->name() == "localhost/service";
}

}  // namespace pushgate::gate
