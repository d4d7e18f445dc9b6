// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// Of the file at `path`: the stages, and each instruction with its lines. As BuildKit's parser, it takes a
/// file whose instructions have wrong flags, too few arguments, or no FROM before them.
Result<json::Value> dockerfile_parse(const json::Value& request);
/// Of the file at `path`: null where a build could begin with it.
Result<json::Value> dockerfile_check(const json::Value& request);
/// Of the file at `path`: the text that BuildKit's parser prints for what it has read.
Result<json::Value> dockerfile_tree(const json::Value& request);
/// Of `{"text": …, "env": …}`: the text expanded; with `"split": true` its words. `env` is an object, or an
/// array of `name=value`. `"escape"` may be "`".
Result<json::Value> dockerfile_words(const json::Value& request);

}  // namespace pushgate::conformance
