// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/client_impl.hpp"
#include "registry/fallback_index.hpp"
#include "registry/next_link.hpp"

namespace pushgate::registry {

namespace {

// 404 in whatever form it comes is how most registries without the API answer; some, 400, 405 or 406.
bool has_no_api(const net::Response& response) {
  constexpr std::array k_statuses = {400, 404, 405, 406};
  return std::ranges::find(k_statuses, response.status) != k_statuses.end();
}

// A 200 that is no index is the page of a proxy or for a browser: no registry's word that there are none.
bool is_a_page(const net::Response& response) {
  return response.status == 200 && response.headers.media_type() != oci::media_type::k_index;
}

}  // namespace

Result<std::vector<oci::Descriptor>> Client::referrers(const Digest& subject) {
  const auto list = [&]() -> Result<std::vector<oci::Descriptor>> {
    std::string page;  // the media type of what came in an index's place
    TRY_ASSIGN(auto by_api, m_impl->list_by_api(subject, page));
    if (by_api) return std::move(*by_api);
    TRY_ASSIGN(auto by_tag, m_impl->list_by_tag(subject));
    if (by_tag) return std::move(*by_tag);
    if (page.empty()) return std::vector<oci::Descriptor>();
    return fail(Error::unchecked(
        reference().name(), fmt::format("answered 200 with {} and has no fallback tag; expected {}", page,
                                        oci::media_type::k_index)));
  };
  return during(list(), "listing the referrers of " + m_impl->named(subject.to_string()));
}

Result<std::optional<std::vector<oci::Descriptor>>> Client::Impl::list_by_api(const Digest& subject,
                                                                              std::string& page_type) {
  TRY_ASSIGN(const auto endpoint, session->endpoint());
  net::Request request;
  request.url = endpoint.referrers(subject);
  request.headers.add("Accept", std::string(oci::media_type::k_index));
  std::vector<oci::Descriptor> out;
  for (int page = 0; page < k_pages; ++page) {
    TRY_ASSIGN(auto response, session->send(request, limits::k_manifest_bytes));
    if (page == 0 && is_a_page(response)) {
      page_type = response.headers.media_type();
      if (page_type.empty()) page_type = "no media type";
      return std::nullopt;
    }
    if (page == 0 && has_no_api(response)) return std::nullopt;
    if (response.status != 200) return fail(session->unexpected(response.status, response.body, "200"));
    const auto digest = crypto::sha256(response.body);
    TRY_ASSIGN(auto index, oci::parse_index({response.body, response.headers.media_type(), digest}));
    std::ranges::move(index.manifests, std::back_inserter(out));
    TRY_ASSIGN(auto next, next_page(request.url, response.headers));
    if (!next) return out;
    request.url = std::move(*next);
  }
  return fail(Error::unchecked(session->repository().name(),
                               fmt::format("has more than {} pages of referrers", k_pages)));
}

Result<std::optional<std::vector<oci::Descriptor>>> Client::Impl::list_by_tag(const Digest& subject) {
  TRY_ASSIGN(const auto document, get_manifest(fallback_tag(subject)));
  if (!document) return std::nullopt;
  TRY_ASSIGN(auto index, oci::parse_index(*document));
  return std::move(index.manifests);
}

Result<void> Client::add_to_fallback_index(const Digest& subject, const oci::Descriptor& referrer) {
  const FallbackIndex index(subject);
  return during(add_entry(*this, *m_impl->session, index, referrer, Rivals::unlikely),
                "adding a referrer to the fallback tag " + m_impl->named(index.tag()));
}

}  // namespace pushgate::registry
