// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::net {

/// An absolute http or https URL (RFC 3986) without user information and fragment.
class Url {
 public:
  /// Errors: unchecked, for another scheme, credentials inside the URL, control characters and blanks.
  /// Untrusted: the text.
  static Result<Url> parse(std::string_view text);

  /// What a Location or Link that was received from this URL means; `reference` may be absolute or relative.
  Result<Url> resolve(std::string_view reference) const;

  const std::string& str() const { return m_text; }
  const std::string& authority() const { return m_authority; }  ///< host, and `:port` where one is written
  bool is_https() const { return m_scheme == "https"; }
  bool is_loopback() const;  ///< 127.0.0.0/8, ::1 or localhost

  /// The same scheme, host and port: what credentials for this URL may be sent to.
  bool same_origin(const Url& other) const;

  /// With `name=value` appended to the query, both percent-encoded.
  Url with_query(std::string_view name, std::string_view value) const;

 private:
  std::string m_text;
  std::string m_scheme;
  std::string m_host;
  std::string m_port;  // the scheme's own where none is written
  std::string m_authority;
};

/// Everything but RFC 3986's unreserved characters as %XX.
std::string percent_encode(std::string_view text);

}  // namespace pushgate::net
