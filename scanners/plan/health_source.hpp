// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::scanners {

/// One answer that Python source gives to `/health`.
struct HealthAnswer {
  enum class Kind {
    right,    ///< exactly `{"status": "ok"}`
    wrong,    ///< something else
    unknown,  ///< it is put together when it is asked for
  };
  Kind kind = Kind::unknown;
  std::string text;  ///< what is wrong: `with the member uptime`
  std::uint32_t line = 0;
};

/// What the functions answer that a web framework is given for the route `/health` (`@app.get("/health")`,
/// `add_api_route("/health", f)`): the dictionaries and texts that they return, alone or in a response
/// object. Answers with another status than 200 are those of an ill service, and left away. Untrusted: the
/// text.
std::vector<HealthAnswer> find_health_answers(std::string_view python);

}  // namespace pushgate::scanners
