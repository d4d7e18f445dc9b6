// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::oci {

/// One entry of a docker-archive's manifest.json: names of members.
struct SavedImage {
  std::string config;
  std::vector<std::string> repo_tags;
  std::vector<std::string> layers;
};

/// Reads manifest.json. `where` names it in errors (unchecked). Untrusted: the bytes.
Result<std::vector<SavedImage>> parse_saved_images(std::string_view bytes, const std::string& where);

/// The image that `reference` names (docker's rules: `app` is `docker.io/library/app:latest`), or the only
/// one where it is empty. `subject` is what errors are about. Errors: unchecked where it is not there, misuse
/// where the choice is open; both list what there is.
Result<SavedImage> choose_saved_image(const std::vector<SavedImage>& images, std::string_view reference,
                                      const std::string& subject);

}  // namespace pushgate::oci
