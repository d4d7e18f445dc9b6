// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "model/component.hpp"
#include "sbom/executable_file.hpp"

namespace pushgate::sbom {

/// A crate that a Rust program was built from or with.
struct CargoCrate {
  std::string name;
  std::string version;
  std::string source;              ///< `crates.io`, `git`, `local`, `registry`; may be empty
  bool is_built = true;            ///< it is in the program; else it only ran while that was built
  bool is_root = false;            ///< it is the program
  std::vector<std::size_t> needs;  ///< indices into the same list
  bool operator==(const CargoCrate&) const = default;
};

/// Finds what cargo-auditable left in a program (formats.md 8.6); nothing where there is none. Errors:
/// unchecked, without a subject: there is something, but it cannot be read. Untrusted: the program.
/// Limits: 8 MiB, unpacked; 100,000 crates, a million dependencies.
Result<std::optional<std::vector<CargoCrate>>> find_cargo_audit_data(const ExecutableFile& file);

/// The same data as a JSON document: what is unpacked, and what write_cargo_audit_data() makes. Unknown
/// members are left out. Errors: unchecked, without a subject. Untrusted: the document.
Result<std::vector<CargoCrate>> parse_cargo_audit_data(const json::Value& document);
json::Value write_cargo_audit_data(const std::vector<CargoCrate>& crates);

/// The crates that are in the program, without evidence and layer. Where two have one name, they are needed
/// as `name version`, as in Cargo.lock.
Result<std::vector<model::Component>> cargo_packages(const std::vector<CargoCrate>& crates);

}  // namespace pushgate::sbom
