// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "evidence/folder.hpp"

namespace pushgate::evidence {

inline constexpr std::string_view k_index_schema = "pushgate.index-evidence/v1";
inline constexpr std::size_t k_index_platforms = 64;

/// One image of an index, as the index's evidence.json names it.
struct IndexPlatform {
  std::string platform;  ///< `linux/arm/v7`
  Digest digest;         ///< of its manifest
  Digest evidence;       ///< SHA-256 of the evidence.json in its folder
};

/// evidence.json of an index, which binds the folders of its platforms: `{"schema":
/// "pushgate.index-evidence/v1", "name", "digest", "platforms": [{"platform", "digest", "evidence"}]}`.
struct IndexDocument {
  std::string name;  ///< as the user named it
  Digest digest;     ///< of the index
  std::vector<IndexPlatform> platforms;
};
std::string write_index(const IndexDocument& document);
/// Limits: 1 to k_index_platforms platforms, each once.
Result<IndexDocument> read_index(std::string_view bytes, std::string_view name);

/// The folder of a platform in that of its index: `linux-arm-v7`. Errors: unchecked, for what is no name of a
/// folder. Untrusted: the platform.
Result<std::string> platform_folder(std::string_view platform);

/// The evidence folder of an index, as it is.
struct IndexContents {
  struct Platform {
    IndexPlatform named;
    std::string path;
    FolderContents contents;
  };
  std::optional<IndexDocument> document;     ///< none: evidence.json cannot be read as one
  std::map<std::string, std::string> files;  ///< evidence.json, and the receipt where there is one
  std::vector<Platform> platforms;           ///< those whose folders could be read
  std::vector<FolderProblem> problems;       ///< but for those in contents
};

/// True where evidence.json says that it is an index's. Untrusted: the folder; links are not followed.
bool is_index_folder(const FileTree& tree, const std::string& folder);

/// Reads the evidence folder of an index and all that it holds, and finds everything that is wrong with it:
/// each folder has to be there, with the evidence.json and the image that are listed and no receipt of its
/// own, and nothing besides. Untrusted: the folder; links are not followed. Errors: unchecked, for a folder
/// that cannot be listed. Limits: inspect_folder's, for each platform.
Result<IndexContents> inspect_index_folder(const FileTree& tree, const std::string& folder);

/// The same of a folder with which nothing may be wrong. Errors: unchecked, for the first thing that is.
Result<IndexContents> read_index_folder(const std::string& folder);

}  // namespace pushgate::evidence
