// SPDX-License-Identifier: Apache-2.0
//
// ~/.docker/config.json and podman's auth.json share one form:
//
//   {"auths":       {"ghcr.io": {"auth": base64("user:password")},   or username and password,
//                    "quay.io/acme": {"identitytoken": "…"},         or registrytoken
//                    "https://index.docker.io/v1/": {}},             docker.io's key; old tools write URLs
//    "credsStore":  "desktop",                                       docker-credential-desktop, for every
//    host "credHelpers": {"gcr.io": "gcloud"}}                            for one host
//
// A helper reads the host from its standard input and writes {"ServerURL","Username","Secret"}; the name
// `<token>` says that the secret is an identity token.
#include "registry/credentials.hpp"

#include "adapter/crypto/base64.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::registry {

namespace {

constexpr std::string_view k_hub_key = "https://index.docker.io/v1/";
constexpr std::string_view k_github_packages = "ghcr.io";
constexpr const char* k_github_token = "GITHUB_TOKEN";

// `https://index.docker.io/v1/` and `docker.io` are one registry, and so are `https://ghcr.io/v2/` and
// `ghcr.io`.
std::string normalised(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  while (key.ends_with('/')) key.remove_suffix(1);
  for (const std::string_view version : {"/v1", "/v2"})
    if (key.ends_with(version)) key.remove_suffix(version.size());
  for (const std::string_view hub : {"index.docker.io", "registry-1.docker.io"})
    if (key == hub) return "docker.io";
  return std::string(key);
}

// The most specific first.
std::vector<std::string> keys_for(const oci::Reference& repository) {
  std::vector<std::string> keys;
  std::string name = repository.name();
  while (name.size() > repository.registry.size()) {
    keys.push_back(name);
    name.resize(name.rfind('/'));
  }
  keys.push_back(repository.registry);
  return keys;
}

const json::Value* entry_for(const json::Value* table, const std::vector<std::string>& keys) {
  if (table == nullptr) return nullptr;
  for (const auto& wanted : keys)
    for (const auto& [key, value] : table->as_object()->members())
      if (normalised(key) == wanted) return &value;
  return nullptr;
}

class Search {
 public:
  Search(const oci::Reference& repository, const Surroundings& surroundings)
      : m_surroundings(surroundings),
        m_keys(keys_for(repository)),
        m_helper_input(repository.registry == "docker.io" ? std::string(k_hub_key) : repository.registry) {}

  Result<void> look_in(const std::string& path) {
    if (m_search.found) return {};
    m_search.looked_in.push_back(path);
    TRY_ASSIGN(const auto text, m_surroundings.file(path));
    if (!text) return {};
    auto parsed = json::parse(*text, path, {.bytes = 4u << 20, .depth = 32});
    if (!parsed) {
      parsed.error().code = ErrorCode::misuse;
      return fail(std::move(parsed).error());
    }
    TRY_ASSIGN(const auto* helpers, table(*parsed, "credHelpers", path));
    TRY_ASSIGN(const auto* auths, table(*parsed, "auths", path));
    if (const auto* name = entry_for(helpers, m_keys); name != nullptr && name->as_string() != nullptr)
      ask_helper(*name->as_string());
    if (const auto store = parsed->string_at("credsStore"); !store.empty() && !m_search.found)
      ask_helper(std::string(store));
    if (const auto* entry = entry_for(auths, m_keys); entry != nullptr && !m_search.found)
      TRY(take_entry(*entry, path));
    return {};
  }

  // What a workflow of GitHub has for its packages without any login; for that host and no other.
  void look_at_workflow() {
    if (m_search.found || m_keys.back() != k_github_packages) return;
    m_search.looked_in.emplace_back(k_github_token);
    const auto token = m_surroundings.variable(k_github_token);
    if (!token || token->empty()) return;
    Credentials credentials;
    credentials.origin = k_github_token;
    const auto actor = m_surroundings.variable("GITHUB_ACTOR");
    credentials.username = actor && !actor->empty() ? *actor : "token";  // GitHub takes any name
    credentials.password = *token;
    m_search.found = std::move(credentials);
  }

  CredentialSearch result() { return std::move(m_search); }

 private:
  static Result<const json::Value*> table(const json::Value& document, std::string_view name,
                                          const std::string& path) {
    const auto* value = document.find(name);
    if (value == nullptr || value->is_null()) return nullptr;
    if (value->as_object() == nullptr)
      return fail(Error::misuse(path, fmt::format("member \"{}\" is no object", name)));
    return value;
  }

  void ask_helper(const std::string& name) {
    const auto program = "docker-credential-" + name;
    m_search.looked_in.push_back(program);
    auto& place = m_search.looked_in.back();
    const bool plain = !name.empty() && name.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789-_.") == std::string::npos;
    if (!plain) {
      place += " (is no helper's name)";
      return;
    }
    const auto answer = m_surroundings.helper(name, m_helper_input);
    if (!answer) {
      place += " (could not be run: " + answer.error().what + ")";
      return;
    }
    if (answer->status != 0) {
      // That it knows of no credentials is no failure: helpers tell it by this text and status 1.
      if (answer->out.find("credentials not found") == std::string::npos)
        place += fmt::format(" (failed with status {})", answer->status);
      return;
    }
    const auto document = json::parse(answer->out, program, {.bytes = 1u << 20, .depth = 8});
    const auto secret = document ? document->string_at("Secret") : std::string_view();
    if (secret.empty()) {
      place += " (its answer holds no secret)";
      return;
    }
    Credentials credentials;
    credentials.origin = program;
    if (const auto username = document->string_at("Username"); username == "<token>") {
      credentials.identity_token = secret;
    } else {
      credentials.username = username;
      credentials.password = secret;
    }
    m_search.found = std::move(credentials);
  }

  Result<void> take_entry(const json::Value& entry, const std::string& path) {
    Credentials credentials;
    credentials.origin = path;
    credentials.identity_token = entry.string_at("identitytoken");
    credentials.registry_token = entry.string_at("registrytoken");
    credentials.username = entry.string_at("username");
    credentials.password = entry.string_at("password");
    if (const auto auth = entry.string_at("auth"); !auth.empty()) {
      const auto pair = crypto::decode_base64(auth);
      const auto colon = pair ? pair->find(':') : std::string::npos;
      if (colon == std::string::npos)
        return fail(Error::misuse(
            path, fmt::format("the \"auth\" of {} is not base64 of user:password", m_keys.back())));
      credentials.username = pair->substr(0, colon);
      credentials.password = pair->substr(colon + 1);
    }
    const bool some = !credentials.identity_token.empty() || !credentials.registry_token.empty() ||
                      (!credentials.username.empty() && !credentials.password.empty());
    if (some) m_search.found = std::move(credentials);
    return {};
  }

  const Surroundings& m_surroundings;
  std::vector<std::string> m_keys;
  std::string m_helper_input;
  CredentialSearch m_search;
};

}  // namespace

Result<CredentialSearch> find_credentials(const oci::Reference& repository,
                                          const Surroundings& surroundings) {
  Search search(repository, surroundings);
  const auto path_below = [&](const char* name, const char* rest) -> std::string {
    const auto folder = surroundings.variable(name);
    return folder && !folder->empty() ? *folder + rest : std::string();
  };
  auto docker = path_below("DOCKER_CONFIG", "/config.json");
  if (docker.empty()) docker = path_below("HOME", "/.docker/config.json");
  for (const auto& path :
       {docker, path_below("REGISTRY_AUTH_FILE", ""), path_below("XDG_RUNTIME_DIR", "/containers/auth.json")})
    if (!path.empty()) TRY(search.look_in(path));
  search.look_at_workflow();
  return search.result();
}

}  // namespace pushgate::registry
