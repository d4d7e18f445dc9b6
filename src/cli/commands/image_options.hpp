// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gate/collect.hpp"
#include "gate/open_image.hpp"
#include "registry/client.hpp"

namespace CLI {
class App;
}

namespace pushgate::cli {

/// `--plain-http`, `--ca-file`: how to reach a registry.
void add_registry_options(CLI::App& app, registry::ClientOptions& options);
/// --github-api, for retention::GithubOptions::api.
void add_github_option(CLI::App& app, std::string& address);

/// IMAGE, `--platform` and the registry's options. A command that has commands below it (`sbom validate`)
/// cannot require IMAGE while parsing; it calls require_image itself.
void add_image_options(CLI::App& app, gate::ImageRequest& request, bool required = true);
Result<void> require_image(const gate::ImageRequest& request);

/// `--cache-dir`.
void add_cache_option(CLI::App& app, std::string& folder);

/// `--trivy`, `--trivy-cache`, `--trivy-timeout`.
void add_trivy_options(CLI::App& app, gate::TrivyChoice& trivy);

}  // namespace pushgate::cli
