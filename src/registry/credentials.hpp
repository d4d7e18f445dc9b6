// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/reference.hpp"

namespace pushgate::registry {

/// What a user has for a registry. Never printed; `origin` and `username` are.
struct Credentials {
  std::string username;
  std::string password;
  std::string identity_token;  ///< an OAuth2 refresh token; stands in place of name and password
  std::string registry_token;  ///< a bearer token, sent as it is
  std::string origin;          ///< the file or helper that they are from
};

struct CredentialSearch {
  std::optional<Credentials> found;
  std::vector<std::string> looked_in;  ///< files and helpers, with what was wrong with a helper
};

/// The world outside that the search needs, so that tests can give another.
struct Surroundings {
  struct HelperAnswer {
    int status = 0;
    std::string out;
  };
  std::function<std::optional<std::string>(const char* name)> variable;
  /// A file's content; null where there is no such file.
  std::function<Result<std::optional<std::string>>(const std::string& path)> file;
  /// Runs `docker-credential-<name> get` with `input` on its standard input.
  std::function<Result<HelperAnswer>(const std::string& name, const std::string& input)> helper;

  static Surroundings real();
};

/// Looks for credentials as docker and podman do: $DOCKER_CONFIG/config.json (else ~/.docker/config.json),
/// $REGISTRY_AUTH_FILE, $XDG_RUNTIME_DIR/containers/auth.json; in each, the host's credHelpers, then
/// credsStore, then auths, where the most specific key (`ghcr.io/acme/app`, …, `ghcr.io`) counts; at last,
/// for ghcr.io alone, GITHUB_TOKEN (with GITHUB_ACTOR as its user, where that is set). A helper that knows
/// nothing, or cannot be run, is passed by and named. Errors: misuse, for a file that is no such
/// configuration.
Result<CredentialSearch> find_credentials(const oci::Reference& repository, const Surroundings& surroundings);

}  // namespace pushgate::registry
