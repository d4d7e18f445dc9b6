// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace pushgate::model {

/// What says which files a distribution ought to have.
enum class ProofStrength {
  none,    ///< nothing: there is no RECORD, it is not the wheel's, or the distribution was left to others
  record,  ///< the RECORD in the image alone, which whoever changes files can change, too
  wheel,   ///< the RECORD of a wheel that the lock names by its hash
};

/// `none`, `record`, `wheel`.
constexpr std::string_view to_string(ProofStrength strength) {
  constexpr std::array<std::string_view, 3> k_names = {"none", "record", "wheel"};
  return k_names.at(static_cast<std::size_t>(strength));
}
constexpr std::optional<ProofStrength> parse_proof_strength(std::string_view text) {
  for (const auto strength : {ProofStrength::none, ProofStrength::record, ProofStrength::wheel}) {
    if (to_string(strength) == text) return strength;
  }
  return std::nullopt;
}

/// A wheel, and the SHA-256 of it.
struct WheelFile {
  std::string name;  ///< `urllib3-2.5.0-py3-none-any.whl`
  Digest sha256;

  bool operator==(const WheelFile&) const = default;
};

/// A layer, and how many files of a distribution it was the last to write.
struct LayerShare {
  Digest diff_id;
  std::string created_by;  ///< the build step, as the image's history says; may be empty
  std::uint64_t files = 0;

  bool operator==(const LayerShare&) const = default;
};

/// What was found of the files that a distribution lists: all but `added` add up to them.
struct FileCounts {
  std::uint64_t proven = 0;    ///< as listed, by SHA-256
  std::uint64_t unhashed = 0;  ///< listed without a hash, as installers do with what they make themselves
  std::uint64_t changed = 0;
  std::uint64_t missing = 0;
  std::uint64_t added = 0;  ///< in its folders, and listed by nobody

  bool operator==(const FileCounts&) const = default;
};

/// The way of one Python distribution from a lock into an image.
struct DistributionProof {
  std::string name;  ///< as it calls itself
  std::string version;
  std::string purl;
  std::string metadata;                    ///< the file in the image that states it
  std::string lock;                        ///< `requirements.lock:12`; empty: no line names it in its version
  std::vector<std::string> locked_sha256;  ///< that this line accepts, in hex digits
  std::optional<WheelFile> wheel;          ///< of the wheelhouse, with one of these hashes
  std::string record;                      ///< path of the RECORD; empty: it has none
  ProofStrength strength = ProofStrength::none;
  bool of_system = false;          ///< a package of the operating system ships it, and answers for its files
  std::vector<LayerShare> layers;  ///< lowest first
  FileCounts files;

  bool operator==(const DistributionProof&) const = default;
};

}  // namespace pushgate::model
