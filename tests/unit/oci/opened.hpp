// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "oci/image_source.hpp"

namespace pushgate::oci {

/// What a name opens to, as a user would write it.
inline Result<std::unique_ptr<ImageSource>> opened(const std::string& text) {
  TRY_ASSIGN(const ImageName name, ImageName::parse(text));
  return open_local_image(name);
}

/// `subject: what`, or `no error`. The code is held against `code`.
template <typename T>
std::string error_text(const Result<T>& result, ErrorCode code = ErrorCode::unchecked) {
  if (result) return "no error";
  EXPECT_EQ(result.error().code, code);
  return result.error().subject + ": " + result.error().what;
}

inline std::string read_all(ByteSource& source) {
  std::string bytes;
  std::uint8_t buffer[7];  // small, so that reads come in pieces
  while (true) {
    const auto count = source.read(buffer);
    EXPECT_TRUE(count) << count.error().render();
    if (!count || *count == 0) return bytes;
    bytes.append(reinterpret_cast<const char*>(buffer), *count);
  }
}

/// The bytes of layer `i` of the image, or the error.
inline std::string layer_of(ImageSource& source, const Image& image, std::size_t i) {
  const auto blob = source.blob(image.manifest.layers.at(i));
  return blob ? read_all(**blob) : error_text(blob);
}

}  // namespace pushgate::oci
