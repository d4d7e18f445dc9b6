// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "gate/sign_image.hpp"

namespace CLI {
class App;
}

namespace pushgate::cli {

// What `sign` and `attest` have in common.

/// `--key` and `--legacy`.
void add_signing_options(CLI::App& app, std::string& key, bool& legacy);

/// `SIGNED  ghcr.io/acme/app@sha256:…  referrer sha256:…`, with `what` (may be empty) before the place.
std::string placed_line(std::string_view verb, std::string_view repository,
                        const gate::PlacedDocument& placed, std::string_view what);
/// Nothing, where there is no note.
std::string note_line(std::string_view note);

json::Object placed_json(const std::string& repository, const gate::PlacedDocument& placed);

}  // namespace pushgate::cli
