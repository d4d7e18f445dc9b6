// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/random_access.hpp"
#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for the name of an egg that is a file.
bool is_python_egg(std::string_view path);

/// What an egg holds of its own description, as one JSON object:
///
///   {"kind": "python-egg", "metadata": "Metadata-Version: 1.2\n…", "requires": "chardet>=3\n…"}
///   {"kind": "python-egg", "unread": "is no zip, …"}
///
/// `requires` is absent where it holds no requires.txt, or one that cannot be read, which `unread` then tells
/// beside `metadata`. Bytes that are not UTF-8 became U+FFFD. Errors: unchecked, where the file's bytes
/// cannot be had; what is wrong with an egg is in the text. Untrusted: the bytes. Limits: eggs of 64 MiB; 1
/// MiB of each text.
Result<std::string> probe_python_egg(const std::string& path, const RandomAccess& file);

/// The distribution that such a text states, without evidence and layer; none where it was not read. Errors:
/// unchecked: no such text, or one without name and version. Untrusted: the document.
Result<std::vector<model::Component>> python_egg_packages(const json::Value& document,
                                                          const std::string& path);

}  // namespace pushgate::sbom
