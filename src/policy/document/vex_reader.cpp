// SPDX-License-Identifier: Apache-2.0
#include "policy/document/vex_reader.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::policy {

namespace {

constexpr std::size_t k_statements = 100'000;
constexpr std::size_t k_products = 1'000'000;
constexpr std::size_t k_text = 4096;

}  // namespace

VexPlace VexPlace::within(std::string_view member, std::size_t place) const {
  return VexPlace(fmt::format("{}: {}[{}]", m_where, member, place));
}

Error VexPlace::error(std::string what) const {
  return Error::unchecked(m_where, std::move(what));
}

Result<std::string> VexPlace::text(const json::Value& object, std::string_view name) const {
  const json::Value* member = object.find(name);
  if (member == nullptr || member->is_null()) return std::string();
  const std::string* text = member->as_string();
  if (text == nullptr) return fail(error(fmt::format("member \"{}\" is no string", name)));
  if (text->size() <= k_text) return *text;
  return fail(
      error(fmt::format("member \"{}\" has {} bytes; expected at most {}", name, text->size(), k_text)));
}

Result<const json::Array*> VexPlace::list(const json::Value& object, std::string_view name) const {
  const json::Value* member = object.find(name);
  if (member == nullptr || member->is_null()) return nullptr;
  if (const json::Array* list = member->as_array()) return list;
  return fail(error(fmt::format("member \"{}\" is no list", name)));
}

Result<std::optional<Time>> VexPlace::time(const json::Value& object,
                                           std::initializer_list<std::string_view> names) const {
  std::optional<Time> last;
  for (const std::string_view name : names) {
    TRY_ASSIGN(const std::string written, text(object, name));
    if (written.empty()) continue;
    const auto time = parse_rfc3339(written);
    if (!time)
      return fail(error(fmt::format("member \"{}\" is '{}'; expected a time (RFC 3339)", name, written)));
    last = std::max(last, std::optional(*time));
  }
  return last;
}

Result<void> VexClaims::add(VexClaim claim) {
  m_products += claim.products.size();
  if (m_claims.size() == k_statements || m_products > k_products) {
    return fail(
        m_document.error(fmt::format("says more than is read; expected at most {} statements and {} "
                                     "products",
                                     k_statements, k_products)));
  }
  m_claims.push_back(std::move(claim));
  return {};
}

Result<std::vector<VexClaim>> read_vex(std::string_view bytes, const std::string& name) {
  TRY_ASSIGN(const json::Value document, json::parse(bytes, name));
  if (document.find("@context") != nullptr) return read_openvex(document, name);
  if (document.string_at("bomFormat") == "CycloneDX") return read_cyclonedx_vex(document, name);
  auto error =
      Error::unchecked(name, "is no VEX document that is read; expected OpenVEX or CycloneDX, in JSON");
  const json::Value* csaf = document.find("document");
  if (csaf != nullptr && csaf->find("csaf_version") != nullptr)
    return fail(std::move(error).with_hint("it is CSAF, which is not read: ask for one of the other two"));
  return fail(std::move(error));
}

}  // namespace pushgate::policy
