// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gate/gate_image.hpp"

namespace pushgate::gate {

/// One platform of an index, as if it had been gated alone.
struct GatedPlatform {
  std::string platform;  ///< `linux/arm/v7`, as the index calls it
  GateOutcome outcome;
};

struct GateIndexOutcome {
  GateOutcome whole;  ///< all that the platforms have, each once; the heaviest verdict
  std::vector<GatedPlatform> platforms;
};

/// `gate --all-platforms`: gates every platform of an index, whatever the others come to. The evidence folder
/// has one a platform (`linux-arm-v7`), and an evidence.json that binds them. Only where every platform
/// passes there is a receipt, one about the index and all of its images, and only then the index goes up with
/// all that it names, the receipt beside it and beside each image, tag last. An image that is no index is one
/// platform. Errors: as gate_image; refused, for an index that names something that is neither an image of a
/// platform nor an attestation of buildkit.
Result<GateIndexOutcome> gate_index(const GateRequest& request, const AskPassword& ask, Progress& progress);

}  // namespace pushgate::gate
