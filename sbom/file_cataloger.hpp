// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// A file that may lie beside the one that states a package, and says more of it: a RECORD.
struct Companion {
  std::string_view name;  ///< of the file: `RECORD`

  /// Adds what it says to the package. Null: nothing. `path` is that of this file. Errors: unchecked.
  /// Untrusted: the bytes.
  Result<void> (*complete)(model::Component& component, std::string_view bytes,
                           const std::string& path) = nullptr;

  /// The files that it lists as the package's, as FileCataloger::owned; none of a list that cannot be read.
  std::vector<std::string> (*owned)(std::string_view bytes, const std::string& path) = nullptr;
};

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

  /// True for a folder in which such a file has companions; null where it never has any.
  bool (*has_companions)(std::string_view folder) = nullptr;
  std::span<const Companion> (*companions)() = nullptr;  ///< not null where the other is not
};

/// Every such ecosystem.
std::span<const FileCataloger> file_catalogers();

/// The one for files that image_prober() looked into, whatever their names. Not one of file_catalogers(): it
/// reads what the prober kept, not the file.
const FileCataloger& probed_cataloger();

/// The one that reads this path; null where none does.
const FileCataloger* file_cataloger_of(std::string_view path);

/// True for the path of a file that is a companion wherever it lies beside a file that states a package.
bool is_companion(std::string_view path);

}  // namespace pushgate::sbom
