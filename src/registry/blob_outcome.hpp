// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pushgate::registry {

/// How a blob came to be in a repository.
enum class BlobOutcome {
  present,   ///< it was there
  mounted,   ///< the registry took it from another of its repositories
  uploaded,  ///< its bytes were sent
};

}  // namespace pushgate::registry
