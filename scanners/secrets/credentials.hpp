// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace pushgate::scanners {

/// Something that a registry or an index lets its holder in by, in a text.
struct Credential {
  std::string_view kind;    ///< `login of a docker configuration`
  std::string_view secret;  ///< a part of the text: never to be shown or kept (secret_text.hpp)
};

/// True for a file that programs keep logins in, by its name: docker's config.json, podman's auth.json,
/// .netrc, .pypirc, pip.conf, .npmrc, .git-credentials, .git/config and their kind.
bool is_credential_file(std::string_view path);

/// The credentials in such a file. Untrusted: the text. What stands for a secret and is none (`${TOKEN}`,
/// `<token>`, `****`) is left out, as is a login without password.
std::vector<Credential> file_credentials(std::string_view path, std::string_view text);

/// Those that are known wherever they stand: members of a docker configuration, whose `auth` is
/// `user:password` in base 64, passwords in URLs (`https://user:password@host/`), and headers
/// (`Authorization: Basic …`). For short texts: environment, labels, history.
std::vector<Credential> text_credentials(std::string_view text);

}  // namespace pushgate::scanners
