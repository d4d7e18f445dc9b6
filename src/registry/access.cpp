// SPDX-License-Identifier: Apache-2.0
#include "registry/access.hpp"

#include "base/limits.hpp"
#include "registry/session.hpp"

namespace pushgate::registry {

namespace {

bool refuses(const net::Outcome<net::Response>& answer) {
  return answer && (answer->status == 401 || answer->status == 403);
}

}  // namespace

bool is_forbidden(const oci::Reference& repository, std::string_view tag_or_digest,
                  const ClientOptions& options) {
  Session session(repository, options);
  const auto& endpoint = session.endpoint();
  if (!endpoint) return false;
  net::Request request;
  request.url = endpoint->manifest(tag_or_digest);
  const auto answer = session.send_once(request, limits::k_manifest_bytes);
  if (answer || answer.error().transient) return refuses(answer);
  // No answer to its challenge: there are no credentials, or no token is given for them.
  net::Client http({options.ca_file, options.connect_seconds, options.stall_seconds});
  return refuses(http.send(request, limits::k_manifest_bytes));
}

}  // namespace pushgate::registry
