// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "gate/make_sbom.hpp"

namespace pushgate::gate {

/// SBOM documents that this very program made, by everything that they are made from: an image that has not
/// changed is answered without looking at its layers' facts again. Believed as the facts cache is, and so
/// never by what signs.
class DocumentCache {
 public:
  explicit DocumentCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  /// Nothing where there is none that is whole.
  std::optional<SbomText> load(const Digest& key) const;

  /// An error is of no interest: a cache that cannot be written costs time, not truth.
  void store(const Digest& key, const SbomText& text) const;

 private:
  std::filesystem::path m_folder;
};

/// The SBOM of an image as text, from the cache where it is there, else made and put there. `cache_dir` is
/// `--cache-dir`.
Result<SbomText> sbom_text(OpenedImage& opened, SbomOptions options, const std::string& cache_dir,
                           Progress& progress);

}  // namespace pushgate::gate
