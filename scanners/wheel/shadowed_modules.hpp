// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pushgate::scanners {

/// True for a public module of the standard library of CPython 3.10 to 3.14: `json`.
bool is_standard_module(std::string_view name);

/// The module that a file at the top of a folder on Python's path gives: `json` of json.py, json.pyc,
/// json.abi3.so, json/__init__.py; empty where it gives none. Any file of a folder counts (a namespace
/// package).
std::string_view top_level_module(std::string_view path);

}  // namespace pushgate::scanners
