// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/url.hpp"

#include <curl/curl.h>

#include <memory>
#include <optional>

#include "base/format.hpp"
#include "base/percent.hpp"

namespace pushgate::net {

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

std::optional<std::string> part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string out = text;
  curl_free(text);
  return out;
}

Error not_a_url(std::string_view text) {
  return Error::unchecked(fmt::format("URL '{}'", text), "is no http or https URL");
}

// A password in a URL would end up in logs and error texts, so the URL is not repeated either.
Error has_credentials() {
  return Error::unchecked("URL", "holds a user name or password; expected one without");
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const UrlHandle handle(curl_url());
  if (text.find('\0') != std::string_view::npos ||
      curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) !=
          CURLUE_OK)
    return fail(text.find('@') == std::string_view::npos ? not_a_url(text) : has_credentials());
  if (part(handle.get(), CURLUPART_USER) || part(handle.get(), CURLUPART_PASSWORD))
    return fail(has_credentials());
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);

  Url url;
  url.m_scheme = part(handle.get(), CURLUPART_SCHEME).value_or("");
  if (url.m_scheme != "http" && url.m_scheme != "https") return fail(not_a_url(text));
  url.m_host = part(handle.get(), CURLUPART_HOST).value_or("");
  for (char& c : url.m_host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  url.m_port = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("");
  url.m_text = part(handle.get(), CURLUPART_URL).value_or("");
  if (url.m_host.empty() || url.m_port.empty() || url.m_text.empty()) return fail(not_a_url(text));
  url.m_authority = url.m_host;
  if (const auto port = part(handle.get(), CURLUPART_PORT)) url.m_authority += ":" + *port;
  return url;
}

Result<Url> Url::resolve(std::string_view reference) const {
  const UrlHandle handle(curl_url());
  if (reference.empty() || reference.find('\0') != std::string_view::npos ||
      curl_url_set(handle.get(), CURLUPART_URL, m_text.c_str(), 0) != CURLUE_OK ||
      curl_url_set(handle.get(), CURLUPART_URL, std::string(reference).c_str(), CURLU_NON_SUPPORT_SCHEME) !=
          CURLUE_OK)
    return fail(not_a_url(reference));
  const auto text = part(handle.get(), CURLUPART_URL);
  if (!text) return fail(not_a_url(reference));
  return parse(*text);
}

bool Url::is_loopback() const {
  if (m_host == "localhost" || m_host == "[::1]") return true;
  return m_host.starts_with("127.") && m_host.find_first_not_of("0123456789.") == std::string::npos;
}

bool Url::same_origin(const Url& other) const {
  return m_scheme == other.m_scheme && m_host == other.m_host && m_port == other.m_port;
}

Url Url::with_query(std::string_view name, std::string_view value) const {
  Url url = *this;
  url.m_text += m_text.find('?') == std::string::npos ? '?' : '&';
  url.m_text += percent_encode(name) + "=" + percent_encode(value);
  return url;
}

std::string percent_encode(std::string_view text) {
  return pushgate::percent_encode(text, "");
}

}  // namespace pushgate::net
