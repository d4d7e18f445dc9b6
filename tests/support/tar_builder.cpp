// SPDX-License-Identifier: Apache-2.0
#include "support/tar_builder.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::test {

namespace {

constexpr std::size_t k_block = 512;

std::string padded(std::string_view content) {
  std::string out(content);
  out.resize((out.size() + k_block - 1) / k_block * k_block, '\0');
  return out;
}

void put(std::string& block, std::size_t offset, std::size_t width, std::string_view text) {
  std::copy_n(text.begin(), std::min(width, text.size()),
              block.begin() + static_cast<std::ptrdiff_t>(offset));
}

void set_checksum(std::string& block) {
  std::fill_n(block.begin() + 148, 8, ' ');
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put(block, 148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
}

std::string beside(std::string_view path, std::string_view prefix) {
  const std::size_t name = path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1;
  return std::string(path.substr(0, name)) + std::string(prefix) + std::string(path.substr(name));
}

}  // namespace

std::string TarHeader::block() const {
  std::string out(k_block, '\0');
  put(out, 0, 100, name);
  put(out, 100, 8, fmt::format("{:07o}", mode));
  put(out, 108, 8, fmt::format("{:07o}", uid));
  put(out, 116, 8, fmt::format("{:07o}", gid));
  put(out, 124, 12, fmt::format("{:011o}", size));
  put(out, 136, 12, "14000000000");
  out[156] = type;
  put(out, 157, 100, link);
  put(out, 257, 8, magic);
  put(out, 345, 155, prefix);
  set_checksum(out);
  return out;
}

std::string patched(std::string block, std::size_t offset, std::string_view bytes, bool fix_checksum) {
  put(block, offset, bytes.size(), bytes);
  if (fix_checksum) set_checksum(block);
  return block;
}

std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;  // blank, equals sign, newline
  std::size_t length = rest + 1;
  while (length != rest + std::to_string(length).size()) ++length;
  return fmt::format("{} {}={}\n", length, key, value);
}

TarBuilder& TarBuilder::entry(const TarHeader& header, std::string_view content) {
  const bool long_name = header.name.size() > 100;
  const bool long_link = header.link.size() > 100;
  if (long_name && long_link) pax({{"path", header.name}, {"linkpath", header.link}});
  if (long_name && !long_link) pax({{"path", header.name}});
  if (long_link && !long_name) pax({{"linkpath", header.link}});
  m_tar += header.block();
  m_tar += padded(content);
  return *this;
}

TarBuilder& TarBuilder::file(std::string_view name, std::string_view content, unsigned mode) {
  TarHeader header;
  header.name = name;
  header.size = content.size();
  header.mode = mode;
  return entry(header, content);
}

TarBuilder& TarBuilder::directory(std::string_view name, unsigned mode) {
  TarHeader header;
  header.name = std::string(name) + (name.ends_with('/') ? "" : "/");
  header.type = '5';
  header.mode = mode;
  return entry(header);
}

TarBuilder& TarBuilder::symlink(std::string_view name, std::string_view target) {
  TarHeader header;
  header.name = name;
  header.type = '2';
  header.mode = 0777;
  header.link = target;
  return entry(header);
}

TarBuilder& TarBuilder::hardlink(std::string_view name, std::string_view target) {
  TarHeader header;
  header.name = name;
  header.type = '1';
  header.link = target;
  return entry(header);
}

TarBuilder& TarBuilder::whiteout(std::string_view removed_path) {
  return file(beside(removed_path, ".wh."), "", 0);
}

TarBuilder& TarBuilder::opaque(std::string_view directory) {
  return file(std::string(directory) + (directory.empty() ? "" : "/") + ".wh..wh..opq", "", 0);
}

TarBuilder& TarBuilder::pax(std::initializer_list<std::pair<std::string_view, std::string_view>> records,
                            bool global) {
  std::string body;
  for (const auto& [key, value] : records) body += pax_record(key, value);
  TarHeader header;
  header.name = "PaxHeaders.0/x";
  header.type = global ? 'g' : 'x';
  header.size = body.size();
  return entry(header, body);
}

TarBuilder& TarBuilder::gnu_long(char type, std::string_view name) {
  TarHeader header;
  header.name = "././@LongLink";
  header.type = type;
  header.size = name.size() + 1;
  header.magic = std::string("ustar  \0", 8);
  return entry(header, std::string(name) + '\0');
}

TarBuilder& TarBuilder::raw(std::string_view bytes) {
  m_tar += bytes;
  return *this;
}

std::string TarBuilder::bytes() const {
  return m_tar + std::string(2 * k_block, '\0');
}

}  // namespace pushgate::test
