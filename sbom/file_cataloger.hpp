// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// An ecosystem in which one file says which packages are installed: a METADATA, a package.json.
struct FileCataloger {
  /// What of a file that cannot be read: a database's entry is worth an error, a package.json may be test
  /// data that is broken on purpose and is only listed as unread.
  enum class Unreadable { error, listed };

  std::string_view name;  ///< of the ecosystem: `python`, `npm`

  /// True for the paths of its files, relative to the root. Called for every file of every layer.
  bool (*reads)(std::string_view path);

  /// The packages that a file states, without layer and evidence, which the caller fills in. `path` begins
  /// with `/`, for errors and for what only the path tells. No packages is no error. Errors: unchecked.
  /// Untrusted: the bytes.
  Result<std::vector<model::Component>> (*packages)(std::string_view bytes, const std::string& path);

  Unreadable unreadable = Unreadable::error;

  /// The files that the packages of such a file brought, as absolute paths, links in them not followed; a
  /// directory with all below it ends in `/`. For a figure of how much of an image is accounted for; nothing
  /// of a file that packages() cannot read. Null: not known. Untrusted: the bytes.
  std::vector<std::string> (*owned)(std::string_view bytes, const std::string& path) = nullptr;
};

/// Every such ecosystem.
std::span<const FileCataloger> file_catalogers();

/// The one that reads this path; null where none does.
const FileCataloger* file_cataloger_of(std::string_view path);

}  // namespace pushgate::sbom
