// SPDX-License-Identifier: Apache-2.0
#include "attest/simple_signing.hpp"

#include "adapter/json/json.hpp"
#include "attest/known_members.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

// containers/image, containers-signature(5), as cosign writes it into `.sig` images:
//
//   {"critical": {"identity": {"docker-reference": "ghcr.io/acme/app"},
//                 "image": {"docker-manifest-digest": "sha256:…"},
//                 "type": "cosign container image signature"},
//    "optional": {…} or null}
//
// A reader must refuse what it does not know below `critical`; `optional` is free.

namespace {

constexpr std::string_view k_place = "payload";
constexpr std::string_view k_type = "cosign container image signature";

}  // namespace

std::string write_simple_signing(const SimpleSigning& signing) {
  const json::Object critical{{"identity", json::Object{{"docker-reference", signing.repository}}},
                              {"image", json::Object{{"docker-manifest-digest", signing.image.to_string()}}},
                              {"type", k_type}};
  return json::write(json::Object{{"critical", critical}, {"optional", nullptr}});
}

Result<SimpleSigning> parse_simple_signing(std::string_view bytes) {
  TRY_ASSIGN(const json::Value root, json::parse(bytes, k_place));
  TRY_ASSIGN(const json::Value* critical, json::require(root, "critical", k_place));
  TRY(only_members(*root.as_object(), {"critical", "optional"}, k_place));

  const std::string place = fmt::format("{}: critical", k_place);
  TRY_ASSIGN(const std::string type, json::require_string(*critical, "type", place));
  if (type != k_type) {
    return fail(Error::unchecked(
        place, fmt::format("member \"type\" is \"{}\"; expected \"{}\"", type.substr(0, 100), k_type)));
  }
  TRY(only_members(*critical->as_object(), {"identity", "image", "type"}, place));
  TRY_ASSIGN(const json::Value* identity, json::require(*critical, "identity", place));
  TRY_ASSIGN(std::string repository, json::require_string(*identity, "docker-reference", place));
  TRY(only_members(*identity->as_object(), {"docker-reference"}, place));
  TRY_ASSIGN(const json::Value* image, json::require(*critical, "image", place));
  TRY_ASSIGN(const std::string digest, json::require_string(*image, "docker-manifest-digest", place));
  TRY(only_members(*image->as_object(), {"docker-manifest-digest"}, place));
  TRY_ASSIGN(const Digest parsed, Digest::parse(digest));
  return SimpleSigning{std::move(repository), parsed};
}

}  // namespace pushgate::attest
