// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::registry {

/// One way to authenticate that a server offers with 401.
struct Challenge {
  std::string scheme;                             ///< lower-case: `bearer`, `basic`
  std::map<std::string, std::string> parameters;  ///< names lower-case: `realm`, `service`, `scope`, `error`

  std::string parameter(std::string_view name) const;  ///< empty where it is not there
};

/// WWW-Authenticate (RFC 9110, 11.6.1): schemes with parameters in any order, values as tokens or quoted
/// strings, several challenges in one field or in several. What cannot be read ends its field; what came
/// before counts. Untrusted: the values.
std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& fields);

}  // namespace pushgate::registry
