// SPDX-License-Identifier: Apache-2.0
//
// A registry need not have this operation. distribution 2.8 answers 400 DIGEST_INVALID, or 405 UNSUPPORTED
// where nothing can be deleted; GHCR 405: they want a digest, and would delete the image under all its tags.
#include "registry/remove_tag.hpp"

#include "registry/error_body.hpp"
#include "registry/session.hpp"

namespace pushgate::registry {

namespace {

Result<std::string> removed(Session& session, const std::string& tag) {
  TRY_ASSIGN(const auto endpoint, session.endpoint());
  net::Request request;
  request.method = "DELETE";
  request.url = endpoint.manifest(tag);
  TRY_ASSIGN(const auto response, session.send(request, k_answer_bytes));
  switch (response.status) {
    case 200:
    case 202:
    case 204:
    case 404:
      return std::string();
    case 400:
    case 405:
    case 501:
      return describe_answer(response.status, response.body);
    default:
      return fail(session.unexpected(response.status, response.body, "202"));
  }
}

}  // namespace

Result<std::string> remove_tag(const oci::Reference& repository, const std::string& tag,
                               const ClientOptions& options) {
  Session session(repository, options);
  return during(removed(session, tag), "taking away the tag " + repository.name() + ":" + tag);
}

}  // namespace pushgate::registry
