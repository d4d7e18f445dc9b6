// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pushgate::scanners {

/// What a script that an installer makes is to call: `attribute` of `module`, both dotted names. Both are
/// empty where it is written in a way that no installer knows.
struct EntryPoint {
  std::string module;
  std::string attribute;
};

using EntryPoints = std::map<std::string, EntryPoint, std::less<>>;  // by the script's name

/// Those of an entry_points.txt that become scripts: `[console_scripts]` and `[gui_scripts]`. Untrusted: the
/// text; what is no such line is passed over, as installers do.
EntryPoints script_entry_points(std::string_view text);

/// The entry point of a script. pip makes `pip3.11` of `pip`, and `easy_install-3.11`. Null: it has none.
const EntryPoint* entry_point_of(const EntryPoints& points, std::string_view script);

}  // namespace pushgate::scanners
