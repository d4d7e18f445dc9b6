// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

// What image_prober() keeps of a file is one JSON object. `kind` says what it is; `unread`, where it is
// there, says why not all of it was understood.
//
//   {"kind": "executable", "format": "elf", "shared": false,
//    "go": {"version": "go1.22.1", "modules": "path\tmain\nmod\t…"},         GoBuildText
//    "cargo": {"packages": [{"name": "a", "version": "1.0.0"}]}}              write_cargo_audit_data()
//   {"kind": "executable", "format": "pe", "unread": "has no PE signature where its DOS header points to"}
//   {"kind": "script", "interpreter": "/usr/bin/python3", "body": "e3b0c4…"}   see script_probe.hpp
//   {"kind": "script"}
//   {"kind": "pyc", "flags": 0, "mtime": 1700000000, "size": 13}               see python_pyc.hpp
//   {"kind": "pyc", "flags": 1}
//   {"kind": "pyc"}                                                            none that Python loads
//   {"kind": "python-egg", …}                                                  see python_egg.hpp
//   {"kind": "archive", "archives": [{"path": "", …}]}                        java_archive.hpp
//
// Of an rpm database it keeps lines of JSON, the first of them {"kind": "rpm_database"}: see rpm_listing.hpp.

/// A file that was looked into.
struct ProbedFile {
  enum class Kind : std::uint8_t { executable, script, archive, compiled };
  Kind kind = Kind::executable;
  std::string format;   ///< of an executable: `elf`, `pe`, `macho`
  bool shared = false;  ///< an executable that is no program of its own: a library, an object file
  std::string unread;   ///< why not all of it was understood; empty where it was
};

/// What was looked into. `path` is for errors. Errors: unchecked: the text is none that a prober makes.
Result<ProbedFile> read_probed_file(std::string_view text, const std::string& path);

/// The packages that were found inside, without evidence and layer; none is no error. `path` begins with `/`.
/// Errors: unchecked, as above. Untrusted: names and versions.
Result<std::vector<model::Component>> probed_packages(std::string_view text, const std::string& path);

}  // namespace pushgate::sbom
