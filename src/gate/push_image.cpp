// SPDX-License-Identifier: Apache-2.0
#include "gate/push_image.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "gate/push_target.hpp"
#include "gate/settings.hpp"
#include "registry/push.hpp"

namespace pushgate::gate {

namespace {

Result<std::vector<NamedKey>> known_keys(const PushRequest& request) {
  if (!request.key.empty()) return load_receipt_keys({request.key, nullptr, ""});
  TRY_ASSIGN(const FleetChoice choice, load_fleet(request.fleet_file, ""));
  if (!choice.fleet) {
    return fail(Error::misuse("--receipt " + request.receipt, "needs the key that may have signed it")
                    .with_hint("name it with --key, or a fleet file that has signers with --fleet"));
  }
  const std::string file = request.fleet_file.empty() ? "pushgate.yaml" : request.fleet_file;
  return load_receipt_keys({"", &*choice.fleet, file});
}

Result<void> expect_subject(const PushRequest& request, const StoredReceipt& receipt, const Digest& image) {
  if (receipt.image == image) return {};
  return fail(Error::refused(request.image.image,
                             fmt::format("is not what its receipt is about; expected {}, as {} says, got {}",
                                         receipt.image.to_string(), receipt.file, image.to_string()))
                  .with_hint(fmt::format("gate these bytes: pushgate gate {} --key KEY --evidence DIR",
                                         request.image.image)));
}

}  // namespace

Result<PushOutcome> push_image(const PushRequest& request, Progress& progress) {
  TRY_ASSIGN(const oci::Reference target,
             parse_push_target("'" + request.target + "'", request.target, request.no_tag));
  TRY_ASSIGN(const auto keys, known_keys(request));
  TRY_ASSIGN(StoredReceipt receipt, read_receipt(request.receipt, keys));
  TRY_ASSIGN(const OpenedImage opened, open_image(request.image));
  const Digest digest = opened.image.manifest_document.digest;
  TRY(expect_subject(request, receipt, digest));

  registry::Client client(target, request.image.registry);
  const std::string tag = request.no_tag ? std::string() : *target.tag;
  TRY(registry::push_image(client, *opened.source, opened.image, {receipt.artifact}, {tag}, progress));
  return PushOutcome{target.name(), tag, digest, std::move(receipt)};
}

}  // namespace pushgate::gate
