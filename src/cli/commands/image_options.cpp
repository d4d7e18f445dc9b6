// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/image_options.hpp"

#include <CLI/CLI.hpp>

namespace pushgate::cli {

void add_registry_options(CLI::App& app, registry::ClientOptions& options) {
  app.add_flag("--plain-http", options.plain_http, "speak HTTP to registries that are not on this machine");
  app.add_option("--ca-file", options.ca_file, "trust the certificates of this PEM file")->type_name("FILE");
}

void add_github_option(CLI::App& app, std::string& address) {
  app.add_option(
         "--github-api", address,
         "where GitHub's REST API is (https://api.github.com, or $GITHUB_API_URL); for images that are "
         "not on ghcr.io, too")
      ->type_name("URL");
}

Result<void> require_image(const gate::ImageRequest& request) {
  if (!request.image.empty()) return {};
  return fail(Error::misuse(
      "IMAGE", "is missing; expected oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE or docker://REF"));
}

void add_image_options(CLI::App& app, gate::ImageRequest& request, bool required) {
  app.add_option("IMAGE", request.image,
                 "oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE or docker://REF")
      ->type_name("")
      ->required(required);
  app.add_option("--platform", request.platform, "which image of an index, such as linux/amd64")
      ->type_name("OS/ARCH");
  add_registry_options(app, request.registry);
}

void add_cache_option(CLI::App& app, std::string& folder) {
  app.add_option("--cache-dir", folder, "keep layer facts in this folder instead of the user's cache")
      ->type_name("DIR");
}

void add_trivy_options(CLI::App& app, gate::TrivyChoice& trivy) {
  app.add_option("--trivy", trivy.executable, "the Trivy to run, instead of the one on PATH")
      ->type_name("FILE");
  app.add_option("--trivy-cache", trivy.cache_dir,
                 "use this Trivy cache and its database as they are, offline")
      ->type_name("DIR");
  app.add_option("--trivy-timeout", trivy.timeout_seconds, "how long one run of Trivy may take (600)")
      ->check(CLI::Range(1, 86400))
      ->option_text("SECONDS");
}

}  // namespace pushgate::cli
