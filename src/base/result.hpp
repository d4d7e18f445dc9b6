// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace pushgate {

/// A value, or the Error that kept it from being made. Nothing throws across a room's border.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return fail(Error::unchecked(…));`
inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace pushgate

#define PUSHGATE_JOIN_(a, b) a##b
#define PUSHGATE_JOIN(a, b) PUSHGATE_JOIN_(a, b)

/// Runs an expression that gives a Result<void>; on an error, returns that error from the function.
#define TRY(...)                                              \
  do {                                                        \
    if (auto try_result = (__VA_ARGS__); !try_result) {       \
      return ::pushgate::fail(std::move(try_result).error()); \
    }                                                         \
  } while (false)

#define PUSHGATE_TRY_ASSIGN(temporary, target, ...)                        \
  auto temporary = (__VA_ARGS__);                                          \
  if (!(temporary)) return ::pushgate::fail(std::move(temporary).error()); \
  target = std::move(*temporary)

/// `TRY_ASSIGN(auto value, f());`: the value of a Result, or its error returned from the function.
#define TRY_ASSIGN(target, ...) PUSHGATE_TRY_ASSIGN(PUSHGATE_JOIN(try_value_, __LINE__), target, __VA_ARGS__)
