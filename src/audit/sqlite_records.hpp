// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "audit/records.hpp"
#include "base/result.hpp"

namespace pushgate::audit {

/// Records in a SQLite file that must be there. Errors: misuse, where it is missing or another program's; as
/// check_schema, and unchecked, where it was cut off. Untrusted: the file.
Result<std::unique_ptr<Records>> open_records(const std::string& path);

/// The same for adding: made where it is missing, with its folder.
Result<std::unique_ptr<Records>> open_records_for_import(const std::string& path);

}  // namespace pushgate::audit
