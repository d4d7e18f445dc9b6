// SPDX-License-Identifier: Apache-2.0
#include "registry/error_body.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_message_bytes = 200;

}  // namespace

ErrorBody parse_error_body(std::string_view body) {
  const auto document = json::parse(body, "error answer", {.bytes = 64u << 10, .depth = 32});
  if (!document) return {};
  const auto* errors = document->find("errors");
  const auto* list = errors == nullptr ? nullptr : errors->as_array();
  if (list == nullptr || list->empty()) return {};
  const auto& first = list->front();
  return {std::string(first.string_at("code")),
          std::string(first.string_at("message").substr(0, k_message_bytes))};
}

std::string describe_answer(int status, std::string_view body) {
  const auto error = parse_error_body(body);
  std::string out = fmt::format("{}", status);
  if (!error.code.empty()) out += " " + error.code;
  if (!error.message.empty()) out += ": " + error.message;
  return out;
}

}  // namespace pushgate::registry
