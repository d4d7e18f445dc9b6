// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "adapter/crypto/keys.hpp"

namespace pushgate::crypto {

inline PasswordSource giving(std::string password) {
  return [password = std::move(password)]() -> Result<std::string> { return password; };
}

/// For what must be decided without the password.
inline PasswordSource nobody_asked() {
  return []() -> Result<std::string> {
    ADD_FAILURE() << "asked for a password";
    return std::string();
  };
}

}  // namespace pushgate::crypto
