// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/evidence.hpp"
#include "plan/fleet.hpp"
#include "scanners/plan/dockerfile_place.hpp"

namespace pushgate::scanners {

/// A service's Dockerfile, the files beside it that it is built from, and its place, against the plan. What a
/// Dockerfile cannot say (it depends on a build argument, or on the base image) is could_not_look.
/// `dockerfile`: to be read in place of the one that the fleet file names, wherever it is; empty otherwise. A
/// Dockerfile that cannot be read, or that BuildKit would refuse, makes the run incomplete, and its place is
/// judged all the same. Untrusted: all files.
model::ScanResult scan_dockerfile_plan(const plan::Fleet& fleet, const plan::Service& service,
                                       const std::string& dockerfile = {});

/// The same where the fleet file's folder was looked through already.
model::ScanResult scan_dockerfile_plan(const plan::Fleet& fleet, const plan::Service& service,
                                       const DockerfileTree& tree);

/// The Dockerfile of a family: family-base and base-image-argument where it is built on another family,
/// root-switch, no-venv, cuda-baseline, python-version. One that the fleet file does not name is not looked
/// for.
model::ScanResult scan_family_dockerfile(const plan::Fleet& fleet, const std::string& family);

}  // namespace pushgate::scanners
