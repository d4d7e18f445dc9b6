// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "report/paint.hpp"

namespace pushgate::report {

/// `pushgate: DENY  oci:build/app:v1  sha256:1f2e3d4c5b6a`
std::string write_verdict(const model::Subject& subject, model::Verdict verdict, std::size_t width,
                          const Paint& paint);

}  // namespace pushgate::report
