// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "policy/vex_claim.hpp"

namespace pushgate::policy {

/// What a VEX document says: OpenVEX 0.2.0 (and the 0.0.x before it) or CycloneDX with vulnerabilities, in
/// JSON. `document` of each statement is `name`. Vulnerabilities that CycloneDX lists without an analysis
/// say nothing. Errors: unchecked, with the place, for what is neither, for a status or justification that
/// the format does not have, and for a statement that lets something pass and gives no reason where OpenVEX
/// wants one. Untrusted: the bytes. Limits: 64 MiB, 100,000 statements, 1,000,000 products, 4 KiB a text.
Result<std::vector<VexClaim>> read_vex(std::string_view bytes, const std::string& name);

// The parts of read_vex().

Result<std::vector<VexClaim>> read_openvex(const json::Value& document, const std::string& name);
Result<std::vector<VexClaim>> read_cyclonedx_vex(const json::Value& document, const std::string& name);

/// What both formats' readers check alike. `where` names the place in errors.
class VexPlace {
 public:
  explicit VexPlace(std::string where) : m_where(std::move(where)) {}

  const std::string& where() const { return m_where; }
  VexPlace within(std::string_view member, std::size_t place) const;
  /// `expected …` may be part of `what`.
  Error error(std::string what) const;

  /// A member that is a string; empty where absent.
  Result<std::string> text(const json::Value& object, std::string_view name) const;
  /// A member that is a list; null where absent.
  Result<const json::Array*> list(const json::Value& object, std::string_view name) const;
  /// The last of these times that the object has.
  Result<std::optional<Time>> time(const json::Value& object,
                                   std::initializer_list<std::string_view> names) const;

 private:
  std::string m_where;
};

/// Adds a claim, and counts. Errors: unchecked, beyond the limits.
class VexClaims {
 public:
  explicit VexClaims(VexPlace document) : m_document(std::move(document)) {}

  Result<void> add(VexClaim claim);
  std::vector<VexClaim> take() && { return std::move(m_claims); }

 private:
  VexPlace m_document;
  std::vector<VexClaim> m_claims;
  std::size_t m_products = 0;
};

}  // namespace pushgate::policy
