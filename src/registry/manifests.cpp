// SPDX-License-Identifier: Apache-2.0
//
// Manifests are asked for with every media type that we read: distribution 2.8 answers 404 MANIFEST_UNKNOWN
// where the type that it has is not among them, and that would read as "there is none". What comes is
// believed by digest alone (distribution-spec, "Pulling manifests").
#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/client_impl.hpp"
#include "registry/error_body.hpp"

namespace pushgate::registry {

namespace {

bool says_absent(const net::Response& response) {
  const auto code = parse_error_body(response.body).code;
  return response.status == 404 &&
         (code == "MANIFEST_UNKNOWN" || code == "NAME_UNKNOWN" || code == "NOT_FOUND");
}

Result<void> check_digest(const std::string& subject, std::string_view expected, const Digest& got) {
  TRY_ASSIGN(const auto wanted, during(Digest::parse(expected), "reading the digest of " + subject));
  if (wanted == got) return {};
  return fail(
      Error::unchecked(subject, fmt::format("manifest is not what its digest says; expected {}, got {}",
                                            wanted.to_string(), got.to_string())));
}

// What distribution 2.8 says of a sound manifest while another client puts the same blob: it reads the blob's
// link in its file system when that is half written. The digest is right, so it passes.
bool reads_half_a_link(const net::Response& response) {
  return response.status == 400 && parse_error_body(response.body).code == "DIGEST_INVALID";
}

// Portals and proxies answer everything with 200 and a page.
Error is_a_page(const std::string& subject, const std::string& registry) {
  return Error::unchecked(subject, "answered with a page (text/html); expected a manifest")
      .with_hint(fmt::format(
          "something between here and {} answers in its place, such as a network's login page", registry));
}

// The field decides; a body that says something else is a document of two minds.
Result<std::string> media_type_of(const std::string& subject, const net::Response& response) {
  TRY_ASSIGN(const auto document,
             json::parse(response.body, subject,
                         {.bytes = limits::k_manifest_bytes, .depth = limits::k_json_depth}));
  const auto declared = document.string_at("mediaType");
  auto field = response.headers.media_type();
  if (field.empty()) field = declared;
  if (!declared.empty() && declared != field)
    return fail(Error::unchecked(
        subject, fmt::format("manifest says mediaType {}; its Content-Type is {}", declared, field)));
  return field;
}

}  // namespace

std::string accepted_manifest_types() {
  return fmt::format("{}, {}, {}, {}", oci::media_type::k_index, oci::media_type::k_manifest,
                     oci::media_type::k_docker_list, oci::media_type::k_docker_manifest);
}

Result<std::optional<oci::RawDocument>> Client::manifest(std::string_view tag_or_digest) {
  return during(m_impl->get_manifest(tag_or_digest), "fetching manifest " + m_impl->named(tag_or_digest));
}

Result<std::optional<oci::RawDocument>> Client::Impl::get_manifest(std::string_view tag_or_digest) {
  TRY_ASSIGN(const auto endpoint, session->endpoint());
  net::Request request;
  request.url = endpoint.manifest(tag_or_digest);
  request.headers.add("Accept", accepted_manifest_types());
  TRY_ASSIGN(auto response, session->send(request, limits::k_manifest_bytes));
  if (says_absent(response)) return std::nullopt;
  if (response.status != 200) return fail(session->unexpected(response.status, response.body, "200"));

  const auto subject = named(tag_or_digest);
  if (response.headers.media_type() == "text/html")
    return fail(is_a_page(subject, session->repository().registry));
  const auto digest = crypto::sha256(response.body);
  if (tag_or_digest.find(':') != std::string_view::npos) TRY(check_digest(subject, tag_or_digest, digest));
  if (const auto* field = response.headers.find("Docker-Content-Digest"))
    TRY(check_digest(subject, *field, digest));
  TRY_ASSIGN(auto media_type, media_type_of(subject, response));
  return oci::RawDocument{std::move(response.body), std::move(media_type), digest};
}

Result<net::Response> put_manifest_once(Session& session, std::string_view tag_or_digest,
                                        const oci::RawDocument& document) {
  TRY_ASSIGN(const auto endpoint, session.endpoint());
  net::Request request;
  request.method = "PUT";
  request.url = endpoint.manifest(tag_or_digest);
  request.headers.add("Content-Type", document.media_type);
  request.body = document.bytes;
  const auto attempt = [&]() -> net::Outcome<net::Response> {
    auto answered = session.send_once(request, k_answer_bytes);
    if (!answered || !reads_half_a_link(*answered)) return answered;
    return tl::unexpected(net::Failure{session.unexpected(answered->status, answered->body, "201"), true});
  };
  TRY_ASSIGN(auto response, session.repeat(attempt));
  if (response.status != 201) return fail(session.unexpected(response.status, response.body, "201"));
  if (const auto* field = response.headers.find("Docker-Content-Digest"))
    TRY(check_digest(manifest_name(session, tag_or_digest), *field, document.digest));
  return response;
}

Result<void> Client::Impl::put_and_read_back(std::string_view tag_or_digest, const oci::RawDocument& document,
                                             bool* subject_kept) {
  TRY_ASSIGN(const auto response, put_manifest_once(*session, tag_or_digest, document));
  if (subject_kept != nullptr) {
    const auto parsed = json::parse(document.bytes, "manifest", {.bytes = limits::k_manifest_bytes});
    const auto* subject = parsed ? parsed->find("subject") : nullptr;
    const auto answered = response.headers.get("OCI-Subject");
    *subject_kept = subject != nullptr && !answered.empty() && subject->string_at("digest") == answered;
  }
  TRY_ASSIGN(const auto stored, get_manifest(tag_or_digest));
  if (!stored)
    return fail(Error::unchecked(named(tag_or_digest), "was taken by the registry (201) and is not there"));
  if (stored->bytes != document.bytes)
    return fail(Error::unchecked(named(tag_or_digest),
                                 fmt::format("reads back as another manifest; expected {}, got {}",
                                             document.digest.to_string(), stored->digest.to_string())));
  return {};
}

Result<void> Client::put_manifest(std::string_view tag_or_digest, const oci::RawDocument& document,
                                  bool* subject_kept) {
  return during(m_impl->put_and_read_back(tag_or_digest, document, subject_kept),
                "putting manifest " + m_impl->named(tag_or_digest));
}

Result<std::optional<bool>> Client::Impl::remove(const Digest& digest) {
  TRY_ASSIGN(const auto endpoint, session->endpoint());
  net::Request request;
  request.method = "DELETE";
  request.url = endpoint.manifest(digest.to_string());
  TRY_ASSIGN(const auto response, session->send(request, k_answer_bytes));
  if (says_absent(response)) return false;
  // 202 by the specification; registries that answer 200 or 204 mean the same. So does a portal's page, which
  // is why it is read back.
  if (response.status == 202 || response.status == 200 || response.status == 204) {
    TRY_ASSIGN(const auto stored, get_manifest(digest.to_string()));
    if (!stored) return true;
    return fail(Error::unchecked(
        named(digest.to_string()),
        fmt::format("was removed by the word of the registry ({}) and is still there", response.status)));
  }
  if (response.status == 405 || parse_error_body(response.body).code == "UNSUPPORTED") return std::nullopt;
  return fail(session->unexpected(response.status, response.body, "202"));
}

Result<std::optional<bool>> Client::remove_manifest(const Digest& digest) {
  return during(m_impl->remove(digest), "removing manifest " + m_impl->named(digest.to_string()));
}

}  // namespace pushgate::registry
