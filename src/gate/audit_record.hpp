// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/records.hpp"
#include "base/result.hpp"
#include "gate/verify_folder.hpp"

namespace pushgate::gate {

/// An evidence folder as a record, of an index one for each of its images: every file is what evidence.json
/// lists, and where `trust` is given, the receipt, if there is one, is by one of its keys, as they held when
/// it was decided. Untrusted: the folder. Errors: unchecked; refused, for a receipt that does not count;
/// those of `trust`.
Result<std::vector<audit::Record>> records_of_evidence(const std::string& folder, const TrustLoader& trust);

/// An SBOM file as a record, CycloneDX JSON of any tool. Untrusted: the file. Limits: 64 MiB, 200,000
/// packages. Errors: unchecked.
Result<audit::Record> record_of_sbom(const std::string& file);

/// The same of bytes that `source` names. Errors: unchecked.
Result<audit::Record> record_of_cyclonedx(std::string_view bytes, const std::string& source);

/// A licence, or a name, in the form in which records have them as keys.
std::string license_key(std::string_view license);
std::string name_key(std::string_view ecosystem, std::string_view name);

/// A purl without its version, its qualifiers and its subpath. Errors: as Purl::parse.
Result<std::string> purl_key(std::string_view purl);

}  // namespace pushgate::gate
