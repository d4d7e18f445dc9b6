// SPDX-License-Identifier: Apache-2.0
// The door for other people's test suites: JSON Lines in, JSON Lines out, one answer a request in order,
// never ending on a bad case, nothing of the network or the clock.
//
//   {"id": 1, "op": "reference.parse", "in": "alpine:3.20"}
//   {"id": 1, "ok": true, "out": {"registry": "docker.io", …}}
//   {"id": 2, "ok": false, "error": "…"}
#include <iostream>
#include <string>

#include "adapter/json/json.hpp"
#include "conformance/operations.hpp"

namespace {

using namespace pushgate;

json::Object answer(const std::string& line) {
  json::Object out;
  const auto request = json::parse(line, "request");
  const json::Value* id = request ? request->find("id") : nullptr;
  out.set("id", id != nullptr ? *id : json::Value());
  Result<json::Value> result =
      request ? conformance::run(*request) : Result<json::Value>(fail(request.error()));
  out.set("ok", result.has_value());
  if (result) {
    out.set("out", std::move(*result));
  } else {
    out.set("error", result.error().render());
  }
  return out;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!line.empty()) std::cout << json::write(answer(line)) << "\n" << std::flush;
  }
  return 0;
}
