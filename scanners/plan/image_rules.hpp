// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scanners/plan/image_findings.hpp"
#include "scanners/plan/image_plan_scanner.hpp"

namespace pushgate::scanners {

// The rules over a built image, a group of them a file. Each adds what it finds, or why it could not look.

void check_user(const ImagePlan& image, ImageFindings& findings);   ///< user-name, user-id
void check_start(const ImagePlan& image, ImageFindings& findings);  ///< tini-pid-1
void check_ports(const ImagePlan& image, ImageFindings& findings);  ///< exposed-ports, health-port
void check_names(const ImagePlan& image, ImageFindings& findings);  ///< tag-form, revision-label, image-name
void check_profile(const ImagePlan& image, ImageFindings& findings);  ///< machine-profile, profile-settings
void check_python(const ImagePlan& image, ImageFindings& findings);   ///< no-venv, python-version
void check_family(const ImagePlan& image, ImageFindings& findings);   ///< family-base, family-packages
void check_cuda(const ImagePlan& image, ImageFindings& findings);     ///< torch-architectures, cuda-baseline
void check_read_only(const ImagePlan& image, ImageFindings& findings);  ///< read-only-root
void check_setuid(const ImagePlan& image, ImageFindings& findings);     ///< setuid-files
void check_order(const ImagePlan& image, ImageFindings& findings);      ///< layer-order
void check_size(const ImagePlan& image, ImageFindings& findings);       ///< image-size

void check_differences(const ImagePlan& image, ImageFindings& findings);  ///< image-differs

}  // namespace pushgate::scanners
