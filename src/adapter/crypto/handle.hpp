// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

// For this room's sources alone: what OpenSSL allocates, owned.

namespace pushgate::crypto {

template <auto free_function>
struct FreeWith {
  template <typename T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};

template <typename T, auto free_function>
using Handle = std::unique_ptr<T, FreeWith<free_function>>;

using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

/// Takes back what a failed call left in the thread's error queue, where the next user of OpenSSL (a TLS
/// connection) would take it for its own.
class ErrorQueueMark {
 public:
  ErrorQueueMark() { ERR_set_mark(); }
  ~ErrorQueueMark() { ERR_pop_to_mark(); }
  ErrorQueueMark(const ErrorQueueMark&) = delete;
  ErrorQueueMark& operator=(const ErrorQueueMark&) = delete;
};

}  // namespace pushgate::crypto
