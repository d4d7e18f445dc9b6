// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/evidence.hpp"
#include "oci/image_source.hpp"
#include "oci/root_view.hpp"
#include "plan/fleet.hpp"

namespace pushgate::scanners {

/// The image that another one was built on, as the user says.
struct StatedBase {
  std::string name;        ///< as the user wrote it
  std::string repository;  ///< `ghcr.io/acme/family`; empty: in no registry
  std::vector<Digest> diff_ids;
};

/// An image that another one's size is compared with.
struct BaselineImage {
  std::string name;  ///< as the user wrote it
  Result<oci::Manifest> manifest;
};

/// A built image, and the plan of the service that it is.
struct ImagePlan {
  const plan::Fleet& fleet;
  const plan::Service& service;
  const oci::Image& image;
  const oci::RootView& root;  ///< of all its layers, read with_plan_files()
  std::optional<StatedBase> base;
  std::string repository;  ///< where it is or goes: `ghcr.io/acme/app`; empty: in no registry
  std::string tag;         ///< that it has or shall have; may be empty
  std::optional<BaselineImage> baseline;
  std::string dockerfile;  ///< a file that the image was built from; may be empty
};

/// The built image against the fleet file: its configuration and history, its files, its layers.
/// plan/user-name, plan/user-id, plan/tini-pid-1, plan/exposed-ports, plan/health-port, plan/tag-form,
/// plan/revision-label, plan/image-name, plan/machine-profile, plan/profile-settings, plan/no-venv,
/// plan/python-version, plan/family-base, plan/family-packages, plan/torch-architectures, plan/cuda-baseline,
/// plan/read-only-root, plan/setuid-files, plan/layer-order, plan/image-size, plan/image-differs.
/// docs/lint.md says what each looks at. What a rule could not look at is a finding that says so. Untrusted:
/// the image.
model::ScanResult scan_image_plan(const ImagePlan& image);

}  // namespace pushgate::scanners
