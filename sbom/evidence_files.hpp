// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// The path of a node as people write it: `/var/lib/dpkg/status`.
std::string shown_path(const oci::RootView::Node& node);

/// The bytes of a file that catalogers read. Errors: unchecked, for what is no regular file, and for a file
/// whose bytes the layer pass did not keep (a link led to it: see unread_evidence).
Result<std::string_view> content_of(const oci::RootView::Node& node);

/// What a package manager has at a path, links followed; null where there is nothing. Errors: unchecked, for
/// a link that leads nowhere: what it led to may have stated packages.
Result<const oci::RootView::Node*> database_at(const oci::RootView& view, std::string_view path);

/// The regular files that lie directly in a directory, links followed, also where no layer has an entry for
/// the directory itself. Sorted by path.
std::vector<const oci::RootView::Node*> files_in(const oci::RootView& view, const std::string& directory);

}  // namespace pushgate::sbom
