// SPDX-License-Identifier: Apache-2.0
#include "registry/client.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "registry/client_impl.hpp"
#include "registry/error_body.hpp"
#include "registry/next_link.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_tags_bytes = 32u << 20;  // one page of tags; some registries give all on one

}  // namespace

Client::Client(const oci::Reference& repository, ClientOptions options)
    : m_impl(std::make_unique<Impl>(repository, options)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const oci::Reference& Client::reference() const {
  return m_impl->session->repository();
}

std::string manifest_name(const Session& session, std::string_view tag_or_digest) {
  const bool digest = tag_or_digest.find(':') != std::string_view::npos;
  return fmt::format("{}{}{}", session.repository().name(), digest ? "@" : ":", tag_or_digest);
}

Result<std::vector<std::string>> Client::tags() {
  const auto list = [&]() -> Result<std::vector<std::string>> {
    TRY_ASSIGN(const auto endpoint, m_impl->session->endpoint());
    const auto where = "tag list of " + reference().name();
    std::vector<std::string> tags;
    net::Request request;
    request.url = endpoint.tags();
    for (int page = 0; page < k_pages; ++page) {
      TRY_ASSIGN(const auto response, m_impl->session->send(request, k_tags_bytes));
      if (response.status == 404 && parse_error_body(response.body).code == "NAME_UNKNOWN" && page == 0)
        return tags;
      if (response.status != 200)
        return fail(m_impl->session->unexpected(response.status, response.body, "200"));
      TRY_ASSIGN(const auto document,
                 json::parse(response.body, where, {.bytes = k_tags_bytes, .depth = 32}));
      // A repository whose last tag was deleted has "tags": null at some registries.
      const auto* member = document.find("tags");
      if (member == nullptr || !member->is_null()) {
        TRY_ASSIGN(const auto* names, json::require_array(document, "tags", where));
        for (const auto& name : *names) {
          if (name.as_string() == nullptr)
            return fail(Error::unchecked(where, "holds a tag that is no string"));
          tags.push_back(*name.as_string());
        }
      }
      TRY_ASSIGN(auto next, next_page(request.url, response.headers));
      if (!next) return tags;
      request.url = std::move(*next);
    }
    return fail(Error::unchecked(where, fmt::format("has more than {} pages", k_pages)));
  };
  return during(list(), "listing the tags of " + reference().name());
}

}  // namespace pushgate::registry
