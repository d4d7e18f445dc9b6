// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "model/vex.hpp"
#include "policy/vex_entries.hpp"

namespace pushgate::policy {

/// What a VEX document names as affected or not.
struct VexProduct {
  std::vector<std::string> names;  ///< purls and BOM-Links
  std::vector<Digest> digests;     ///< SHA-256 of it
  std::vector<std::string> parts;  ///< of its subcomponents: purls and BOM-Links
  bool has_parts = false;          ///< it is about parts alone, named or not
};

/// One statement of a VEX document, before it is known which image it is held against. `statement.packages`
/// is empty still.
struct VexClaim {
  model::VexStatement statement;
  std::vector<VexProduct> products;  ///< none: what the document is attached to
};

/// What products of VEX documents are held against.
struct VexImage {
  std::vector<Digest> digests;       ///< of the image, and of the index that it was chosen from
  std::string repository;            ///< `ghcr.io/acme/app`; may be empty
  std::string bom;                   ///< BOM-Link of its SBOM, `urn:cdx:UUID/1`
  std::string root;                  ///< bom-ref of the image there
  std::vector<VexPackage> packages;  ///< of its SBOM
};

/// Those claims that are about the image or a package of it. A product that is another image, or a part of
/// something else, is nothing here. `attached`: the documents are attached to the image itself.
std::vector<model::VexStatement> claims_about(const std::vector<VexClaim>& claims, const VexImage& image,
                                              bool attached);

}  // namespace pushgate::policy
