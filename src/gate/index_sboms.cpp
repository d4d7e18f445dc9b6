// SPDX-License-Identifier: Apache-2.0
#include "gate/index_sboms.hpp"

#include <set>
#include <string>

#include "base/format.hpp"
#include "gate/signed_documents.hpp"

namespace pushgate::gate {

Result<void> count_platform_sboms(registry::Client& client,
                                  const std::vector<attest::IndexedImage>& platforms,
                                  const attest::Trust& trust, attest::ImageVerification& index) {
  if (index.sbom || platforms.empty()) return {};
  std::set<std::string> signers;
  for (const auto& [platform, digest] : platforms) {
    TRY_ASSIGN(const auto documents, fetch_signed_documents(client, digest));
    const auto found = attest::verify_documents(documents, digest, client.reference().name(), trust);
    if (!found.sbom) return {};
    signers.insert(found.sbom_by);
  }
  index.sbom = true;
  index.sbom_by = fmt::format("{}", fmt::join(signers, ", "));
  return {};
}

}  // namespace pushgate::gate
