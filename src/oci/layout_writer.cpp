// SPDX-License-Identifier: Apache-2.0
#include "oci/layout_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "store/descriptor.hpp"

namespace pushgate::oci {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_piece = 1u << 20;

class NewFile {
 public:
  explicit NewFile(const fs::path& path)
      : m_name(path.string()),
        m_file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)) {}

  Result<void> write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const auto count = m_file ? ::write(m_file.get(), bytes.data(), bytes.size()) : -1;
      if (count < 0 && m_file && errno == EINTR) continue;
      if (count < 0) return fail(store::system_failure(m_name, "cannot be written"));
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  std::string m_name;
  store::Descriptor m_file;
};

Result<void> write_text(const fs::path& path, std::string_view text) {
  return NewFile(path).write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Result<void> write_blob(ImageSource& source, const Descriptor& layer, const fs::path& path) {
  TRY_ASSIGN(auto blob, source.blob(layer));
  const auto bytes = verified(std::move(blob), layer);
  NewFile file(path);
  std::vector<std::uint8_t> buffer(k_piece);
  while (true) {
    TRY(check_interrupt());
    TRY_ASSIGN(const std::size_t count, bytes->read(buffer));
    if (count == 0) return {};
    TRY(file.write(std::span(buffer).first(count)));
  }
}

}  // namespace

Result<void> write_layout(ImageSource& source, const Image& image, const fs::path& folder) {
  const fs::path blobs = folder / "blobs" / "sha256";
  std::error_code error;
  fs::create_directories(blobs, error);
  if (error) return fail(Error::unchecked(blobs.string(), "cannot be made: " + error.message()));
  const auto& [bytes, media_type, digest] = image.manifest_document;
  const json::Object manifest{{"mediaType", media_type},
                              {"digest", digest.to_string()},
                              {"size", static_cast<std::uint64_t>(bytes.size())}};
  const json::Object index{{"schemaVersion", std::uint64_t{2}}, {"manifests", json::Array{manifest}}};
  TRY(write_text(folder / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})"));
  TRY(write_text(folder / "index.json", json::write_pretty(index)));
  TRY(write_text(blobs / digest.hex(), bytes));
  TRY(write_text(blobs / image.config_document.digest.hex(), image.config_document.bytes));
  for (const Descriptor& layer : image.manifest.layers)
    TRY(write_blob(source, layer, blobs / layer.digest.hex()));
  return {};
}

}  // namespace pushgate::oci
