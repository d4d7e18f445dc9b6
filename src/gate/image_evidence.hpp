// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attest/verification.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/decision.hpp"

namespace pushgate::gate {

/// The evidence folder of an image or of an index, read whole and held against its evidence.json.
struct ImageEvidence {
  std::optional<Digest> image;  ///< of the manifest, or of the index
  std::string service;
  model::Decision decision;  ///< of an index the heaviest verdict, with the reasons of all platforms
  std::map<std::string, std::string> files;                 ///< evidence.json, the receipt, of an image all
  std::vector<attest::IndexedImage> platforms;              ///< of an index
  std::vector<std::map<std::string, std::string>> folders;  ///< the files of the image, or of each platform
};

/// Untrusted: the folder. Errors: unchecked.
Result<ImageEvidence> read_image_evidence(const std::string& folder);

/// A file that has to be among them, as long as they are there. Errors: unchecked.
Result<std::string_view> file_of(const std::map<std::string, std::string>& files, const std::string& folder,
                                 const char* name);

}  // namespace pushgate::gate
