// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"
#include "sbom/rpm_package.hpp"

namespace pushgate::sbom {

/// True for where rpm keeps a database, under whatever directory: `rpm/rpmdb.sqlite`, `rpm/Packages.db`,
/// `rpm/Packages`.
bool is_rpm_database(std::string_view path);

/// What a database says, as a text of a tenth of its size; `path` is relative to the root. A database that
/// cannot be understood gives a text that says so. Errors: unchecked, where its bytes cannot be had.
/// Untrusted: the bytes. Limits: as each_rpm_package, and limits::k_kept_file_bytes of text.
Result<std::string> probe_rpm_database(const std::string& path, const RandomAccess& file);

/// Gives each package of such a text in its order, without directories where these are not asked for; that is
/// faster. `path` names the database in errors. Errors: unchecked, and what the text says. Untrusted: the
/// text.
Result<void> each_listed_rpm(std::string_view text, const std::string& path, bool with_directories,
                             const std::function<Result<void>(RpmPackage)>& sink);

}  // namespace pushgate::sbom
