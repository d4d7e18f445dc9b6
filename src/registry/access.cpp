// SPDX-License-Identifier: Apache-2.0
#include "registry/access.hpp"

#include <functional>

#include "adapter/crypto/sha256.hpp"
#include "base/limits.hpp"
#include "registry/client_impl.hpp"

namespace pushgate::registry {

namespace {

using IsCorrupt = std::function<bool(const net::Response&)>;

Trouble judge(const net::Outcome<net::Response>& answer, const IsCorrupt& is_corrupt) {
  if (!answer) return Trouble::other;
  if (answer->status == 401 || answer->status == 403) return Trouble::forbidden;
  return answer->status == 200 && is_corrupt(*answer) ? Trouble::corrupt : Trouble::other;
}

Trouble ask(Session& session, const net::Request& request, const ClientOptions& options, std::size_t limit,
            const IsCorrupt& is_corrupt) {
  const auto answer = session.send_once(request, limit);
  if (answer || answer.error().transient) return judge(answer, is_corrupt);
  // No answer to its challenge: there are no credentials, or no token is given for them.
  net::Client http({options.ca_file, options.connect_seconds, options.stall_seconds});
  return judge(http.send(request, limit), is_corrupt);
}

}  // namespace

Trouble trouble_with_manifest(const oci::Reference& repository, std::string_view tag_or_digest,
                              const ClientOptions& options) {
  Session session(repository, options);
  const auto& endpoint = session.endpoint();
  if (!endpoint) return Trouble::other;
  net::Request request;
  request.url = endpoint->manifest(tag_or_digest);
  request.headers.add("Accept", accepted_manifest_types());
  const bool by_digest = tag_or_digest.find(':') != std::string_view::npos;
  return ask(session, request, options, limits::k_manifest_bytes, [&](const net::Response& response) {
    const std::string_view said = by_digest ? tag_or_digest : response.headers.get("Docker-Content-Digest");
    return !said.empty() && crypto::sha256(response.body).to_string() != said;
  });
}

Trouble trouble_with_blob(const oci::Reference& repository, const oci::Descriptor& descriptor,
                          const ClientOptions& options) {
  Session session(repository, options);
  const auto& endpoint = session.endpoint();
  if (!endpoint) return Trouble::other;
  net::Request request;
  request.url = endpoint->blob(descriptor.digest);
  const bool whole = descriptor.size <= limits::k_config_bytes;
  if (!whole) request.method = "HEAD";
  return ask(session, request, options, limits::k_config_bytes, [&](const net::Response& response) {
    if (whole) return crypto::sha256(response.body) != descriptor.digest;
    const auto length = response.headers.content_length();
    return length && *length != descriptor.size;
  });
}

}  // namespace pushgate::registry
