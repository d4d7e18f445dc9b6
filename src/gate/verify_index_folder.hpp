// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gate/verify_folder.hpp"

namespace pushgate::gate {

/// verify_folder of the evidence of an index: its receipt by its signer and as one about the index and all of
/// its images, the folder of each platform by what binds them, and each decision again where that is asked
/// for. Untrusted: the folder. Errors: as verify_folder.
Result<FolderVerification> verify_index_folder(const evidence::FileTree& tree,
                                               const FolderVerifyRequest& request, const TrustLoader& trust);

}  // namespace pushgate::gate
