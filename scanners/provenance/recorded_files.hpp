// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/root_view.hpp"
#include "sbom/python_record.hpp"

namespace pushgate::scanners {

/// True for a `X.dist-info/RECORD`.
bool is_record(const oci::RootView::Node& node);

/// Its lines. Errors: unchecked. Untrusted: its bytes.
Result<std::vector<sbom::RecordedFile>> read_record(const oci::RootView::Node& record);

/// The file that a RECORD at `record` names, links followed; null where there is none. `pip install --target`
/// moves scripts and data files into the folder itself and leaves in RECORD where they were before:
/// `../../bin/tool` then is `bin/tool`.
const oci::RootView::Node* find_recorded(const oci::RootView& view, std::string_view record,
                                         std::string_view path);

/// All but the last part of a path; empty where there is only one.
std::string_view parent_of(std::string_view path);
/// The last part.
std::string_view name_of(std::string_view path);

}  // namespace pushgate::scanners
