// SPDX-License-Identifier: Apache-2.0
//
//   GET    /orgs/ORG/packages/container/NAME/versions?state=active&per_page=100     or /users/USER/… or
//   /user/… GET    …/versions/ID DELETE …/versions/ID              -> 204 POST   …/versions/ID/restore -> 204
//
// (https://docs.github.com/en/rest/packages/packages). NAME is one part of the path: ai_system%2Fapp. GitHub
// answers 404 both for what is not there and for what the token may not touch.
#include "retention/github_packages.hpp"

#include <map>
#include <optional>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "base/format.hpp"
#include "registry/next_link.hpp"
#include "retention/client_store.hpp"
#include "retention/github_versions.hpp"

namespace pushgate::retention {

namespace {

constexpr int k_pages = 1000;  // of 100 versions each

using Ids = std::map<Digest, std::uint64_t>;

/// A rule of GitHub's, as opposed to a right that the token lacks.
bool is_refusal(int status) {
  return status == 400 || status == 409 || status == 422;
}

// GitHub tells its rules apart by their text alone; here it only picks the advice.
Answer refused(const net::Response& response) {
  const auto answer = describe_github_answer(response);
  std::string advice;
  if (answer.find("downloads") != std::string::npos)
    advice = "; such a version can only be removed by GitHub's support: keep it by a rule of the fleet file";
  else if (answer.find("last") != std::string::npos)
    advice =
        "; a package keeps one tagged version: push a newer one first, or delete the whole package there";
  return {Answer::Kind::refused, fmt::format("GitHub does not do it ({}){}", answer, advice)};
}

class GithubStore final : public ClientStore {
 public:
  GithubStore(const oci::Reference& repository, GithubApi api, const registry::ClientOptions& options)
      : ClientStore(repository, options), m_name(repository.name()), m_api(std::move(api)) {
    const auto slash = repository.repository.find('/');
    m_owner = repository.repository.substr(0, slash);
    m_package_path = fmt::format("/packages/container/{}/versions",
                                 net::percent_encode(repository.repository.substr(slash + 1)));
  }

  std::string_view kind() const override { return "github"; }

  Result<Listing> list() override {
    Listing listing;
    listing.complete = true;
    TRY_ASSIGN(const auto versions, list_versions("active"));
    m_active.clear();
    for (const auto& version : versions) {
      if (!m_active.emplace(version.digest, version.id).second)
        return fail(Error::unchecked(m_name, fmt::format("has two versions {} by the word of {}",
                                                         version.digest.to_string(), m_api.host())));
      listing.versions.push_back(
          {.digest = version.digest, .tags = version.tags, .stored_at = version.created_at});
    }
    return listing;
  }

  Result<Answer> remove(const Digest& digest) override {
    const auto found = m_active.find(digest);
    if (found == m_active.end()) return Answer{Answer::Kind::absent};
    TRY_ASSIGN(const auto path, version_url(found->second));
    TRY_ASSIGN(const auto response, m_api.send("DELETE", path));
    if (response.status == 204) return Answer{};
    if (is_refusal(response.status)) return refused(response);
    if (response.status == 404) {
      TRY_ASSIGN(const auto there, m_api.send("GET", path));
      if (there.status == 404) return Answer{Answer::Kind::absent};
    }
    return fail(m_api.unexpected(response, "204").during("removing " + named(digest)));
  }

  Result<std::optional<Answer>> restore(const Digest& digest) override {
    if (!m_deleted) {
      TRY_ASSIGN(const auto versions, list_versions("deleted"));
      m_deleted.emplace();
      for (const auto& version : versions) m_deleted->insert_or_assign(version.digest, version.id);
    }
    const auto found = m_deleted->find(digest);
    if (found == m_deleted->end()) return Answer{Answer::Kind::absent};
    TRY_ASSIGN(auto path, version_url(found->second, "/restore"));
    TRY_ASSIGN(const auto response, m_api.send("POST", path));
    if (response.status == 204) return Answer{};
    if (is_refusal(response.status)) return refused(response);
    return fail(m_api.unexpected(response, "204").during("restoring " + named(digest)));
  }

 private:
  std::string named(const Digest& digest) const { return fmt::format("{}@{}", m_name, digest.to_string()); }

  Result<net::Url> version_url(std::uint64_t id, std::string_view rest = "") const {
    return m_api.url(fmt::format("{}/{}{}", m_versions, id, rest));
  }

  struct Page {
    net::Url url;
    net::Response response;
  };

  Result<Page> get(net::Url url) {
    TRY_ASSIGN(auto response, m_api.send("GET", url));
    return Page{std::move(url), std::move(response)};
  }

  /// Whether the token is the owner's own: private packages of a user are listed under /user alone.
  Result<bool> is_owned_by_token() {
    TRY_ASSIGN(const auto url, m_api.url("/user"));
    TRY_ASSIGN(const auto response, m_api.send("GET", url));
    if (response.status != 200) return false;  // a workflow's token is nobody's
    TRY_ASSIGN(const auto user, json::parse(response.body, "the user of " + m_api.token_origin(),
                                            {.bytes = k_github_page_bytes, .depth = 32}));
    return same_letters(user.string_at("login"), m_owner);
  }

  /// An owner is an organisation or a user, each with addresses of its own, and a name does not say which:
  /// the first list that is found tells.
  Result<Page> first_page(std::string_view state) {
    const auto page_of = [&](const std::string& versions) -> Result<Page> {
      TRY_ASSIGN(const auto url, m_api.url(versions));
      return get(url.with_query("state", state).with_query("per_page", "100"));
    };
    if (!m_versions.empty()) return page_of(m_versions);
    const auto owner = net::percent_encode(m_owner);
    for (const auto& whose : {"/orgs/" + owner, "/users/" + owner}) {
      TRY_ASSIGN(auto page, page_of(whose + m_package_path));
      if (page.response.status == 404) continue;
      m_versions = whose + m_package_path;
      return page;
    }
    TRY_ASSIGN(const bool own, is_owned_by_token());
    m_versions = (own ? "/user" : "/users/" + owner) + m_package_path;
    return page_of(m_versions);
  }

  Result<std::vector<GithubVersion>> list_versions(std::string_view state) {
    const auto where = fmt::format("{} versions of {}", state, m_name);
    std::vector<GithubVersion> versions;
    TRY_ASSIGN(auto page, first_page(state));
    for (int number = 0; number < k_pages; ++number) {
      if (page.response.status != 200)
        return fail(m_api.unexpected(page.response, "200").during("listing the " + where));
      TRY_ASSIGN(auto more, parse_github_versions(page.response.body, where));
      for (auto& version : more) versions.push_back(std::move(version));
      TRY_ASSIGN(auto next, registry::next_page(page.url, page.response.headers));
      if (!next) return versions;
      TRY_ASSIGN(page, get(std::move(*next)));
    }
    return fail(Error::unchecked(where, fmt::format("fill more than {} pages", k_pages)));
  }

  std::string m_name;
  std::string m_owner;
  std::string m_package_path;  // `/packages/container/NAME/versions`
  GithubApi m_api;
  std::string m_versions;  // the path of the list; empty until the owner's kind is known
  Ids m_active;
  std::optional<Ids> m_deleted;
};

}  // namespace

bool is_github_packages(const oci::Reference& repository) {
  return repository.registry == "ghcr.io";
}

Result<std::unique_ptr<RepositoryStore>> open_github_store(const oci::Reference& repository,
                                                           const GithubOptions& options,
                                                           const registry::Surroundings& surroundings) {
  if (repository.repository.find('/') == std::string::npos)
    return fail(Error::misuse(repository.name(), "names no package; expected ghcr.io/OWNER/NAME"));
  TRY_ASSIGN(auto api, GithubApi::open(repository, options, surroundings));
  return std::make_unique<GithubStore>(repository, std::move(api), options.registry);
}

}  // namespace pushgate::retention
