// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oci/manifest.hpp"
#include "plan/dockerfile/stage_state.hpp"
#include "scanners/plan/image_findings.hpp"

namespace pushgate::scanners {

/// What a Dockerfile says of the image of its last stage, whatever the build is given.
class FixedState {
 public:
  /// Errors: those of parse_dockerfile() and evaluate(). Untrusted: the text.
  static Result<FixedState> parse(std::string_view text, const std::string& file);

  const std::string& file() const { return m_file; }
  const dockerfile::StageState& state() const { return m_state; }

  /// The same with another value of each ARG: what differs is not the Dockerfile's to say.
  const dockerfile::StageState& otherwise() const { return m_otherwise; }

 private:
  FixedState(std::string file, dockerfile::StageState state, dockerfile::StageState otherwise);

  std::string m_file;
  dockerfile::StageState m_state;
  dockerfile::StageState m_otherwise;
};

/// plan/image-differs: USER, WORKDIR, ENV, LABEL, EXPOSE, VOLUME, ENTRYPOINT, CMD and HEALTHCHECK that the
/// image has otherwise, each at its line of the Dockerfile. What depends on a build argument or on the base
/// image is not compared.
void compare_with_dockerfile(const FixedState& dockerfile, const oci::Config& config,
                             ImageFindings& findings);

}  // namespace pushgate::scanners
