// SPDX-License-Identifier: Apache-2.0
#include "rollout/answers.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

constexpr std::size_t k_shown = 60;

json::ParseLimits bounds() {
  json::ParseLimits limits;
  limits.bytes = k_answer_bytes;
  return limits;
}

std::string shown(std::string_view text) {
  if (text.empty()) return "nothing";
  return fmt::format("'{}'{}", text.substr(0, k_shown), text.size() > k_shown ? " …" : "");
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view k_white = " \t\r\n";
  const auto first = text.find_first_not_of(k_white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_white) - first + 1);
}

}  // namespace

std::string why_ill(int status, std::string_view body) {
  if (status != 200) return fmt::format("answered {}; expected 200", status);
  const auto value = json::parse(body, "health", bounds());
  const json::Object* object = value ? value->as_object() : nullptr;
  if (object != nullptr && object->size() == 1 && value->string_at("status") == "ok") return {};
  return fmt::format("answered {}; expected {{\"status\":\"ok\"}} and nothing else", shown(trimmed(body)));
}

Identity read_identity(std::string_view text, const std::string& member) {
  std::string said(trimmed(text));
  if (!member.empty()) {
    const auto value = json::parse(text, "identity", bounds());
    const json::Value* found = value ? value->find(member) : nullptr;
    if (found == nullptr || found->as_string() == nullptr) {
      return {{}, fmt::format("said {}; expected a JSON object with a text \"{}\"", shown(said), member)};
    }
    said = *found->as_string();
  }
  const auto at = said.rfind('@');
  const auto digest = Digest::parse(at == std::string::npos ? said : said.substr(at + 1));
  if (!digest) return {{}, fmt::format("said {}; expected a digest, sha256:…", shown(said))};
  return {*digest, {}};
}

}  // namespace pushgate::rollout
