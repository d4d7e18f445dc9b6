// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_record.hpp"

// RECORD (PEP 376 and 427; "Recording installed projects"), CSV as Python's csv module writes it:
//
//   requests/api.py,sha256=gElBUbtKPLEcdnD_t1CaVAy-…,6733
//   ../../../bin/tool,sha256=…,210
//   blinker/base.py,sha256=d79a1767…,1826           hex digits, in some of Debian's packages
//   "requests/a,""b"".py",,                         quotes double; hash and size may be missing
//   requests-2.31.0.dist-info/RECORD,,              of RECORD itself they are
//
// installed-files.txt (pip, of eggs): `../requests/api.py`, a line each.

#include <algorithm>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "base/format.hpp"
#include "base/lines.hpp"
#include "base/slash_path.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_lines = 1'000'000;  // the largest distributions have some ten thousand files
constexpr std::size_t k_path_bytes = 4096;  // PATH_MAX

class RecordReader {
 public:
  RecordReader(std::string_view text, const std::string& path, std::string_view base)
      : m_text(text), m_path(path), m_base(base) {}

  bool at_end() const { return m_at == m_text.size(); }

  /// The fields of one line; none of a blank one.
  Result<std::vector<std::string>> line() {
    if (++m_line > k_lines) return fail(error("is one line more than 1000000"));
    std::vector<std::string> fields;
    if (at_end() || take_line_end()) return fields;
    while (true) {
      TRY_ASSIGN(auto one, field());
      fields.push_back(std::move(one));
      if (fields.size() > 3) return fail(error("has more than a path, a hash and a size"));
      if (at_end() || take_line_end()) return fields;
      ++m_at;  // the comma
    }
  }

  Result<std::string> resolved(std::string_view text) const {
    if (text.empty() || text.size() > k_path_bytes) return fail(error("has no path of 1 to 4096 bytes"));
    if (text.find('\0') != std::string_view::npos) return fail(error("has a path with a NUL byte"));
    std::string out;
    if (!text.starts_with('/')) out = m_base;
    while (!text.empty()) {
      const std::size_t slash = std::min(text.find('/'), text.size());
      const std::string_view part = text.substr(0, slash);
      text.remove_prefix(std::min(slash + 1, text.size()));
      if (part == "..") {
        out.resize(parent_of(out).size());
      } else if (!part.empty() && part != ".") {
        out += '/';
        out += part;
      }
    }
    if (out.empty()) return fail(error("names the root; expected a file"));
    return out;
  }

  Error error(std::string what) const {
    return Error::unchecked(fmt::format("{}:{}", m_path, m_line), std::move(what));
  }

 private:
  /// `\n`, `\r\n` or `\r`.
  bool take_line_end() {
    const auto rest = m_text.substr(m_at);
    const std::size_t length = rest.starts_with("\r\n")                           ? 2
                               : rest.starts_with('\n') || rest.starts_with('\r') ? 1
                                                                                  : 0;
    m_at += length;
    return length != 0;
  }

  Result<std::string> field() {
    if (at_end() || m_text[m_at] != '"') {
      const std::size_t end = std::min(m_text.find_first_of(",\r\n\"", m_at), m_text.size());
      if (end < m_text.size() && m_text[end] == '"')
        return fail(error("has a quote inside a field without quotes"));
      std::string out(m_text.substr(m_at, end - m_at));
      m_at = end;
      return out;
    }
    std::string out;
    while (true) {
      const std::size_t end = m_text.find('"', m_at + 1);
      if (end == std::string_view::npos) return fail(error("has a quote that is not closed"));
      out += m_text.substr(m_at + 1, end - m_at - 1);
      if (out.size() > k_path_bytes) return fail(error("has a field of more than 4096 bytes"));
      m_at = end + 1;
      if (at_end() || std::string_view(",\r\n").find(m_text[m_at]) != std::string_view::npos) return out;
      if (m_text[m_at] != '"') return fail(error("has text behind a closing quote"));
      out += '"';
    }
  }

  std::string_view m_text;
  const std::string& m_path;
  std::string_view m_base;
  std::size_t m_at = 0;
  std::size_t m_line = 0;
};

/// Debian's build of flit's packages writes hex digits.
std::optional<Digest> digest_of(std::string base64) {
  if (base64.size() == 64) {
    auto digest = Digest::parse_hex(base64);
    return digest ? std::optional(*digest) : std::nullopt;
  }
  std::ranges::replace(base64, '-', '+');
  std::ranges::replace(base64, '_', '/');
  base64.append((4 - base64.size() % 4) % 4, '=');
  const auto bytes = crypto::decode_base64(base64);
  Digest::Bytes digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::transform(*bytes, digest.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return Digest(digest);
}

Result<void> read_hash(RecordedFile& file, std::string_view text, const RecordReader& reader) {
  if (text.empty()) return {};
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    return fail(reader.error("has a hash of another form than algorithm=value"));
  }
  file.algorithm = text.substr(0, equals);
  file.hash = text.substr(equals + 1);
  if (file.algorithm != "sha256") return {};
  file.sha256 = digest_of(file.hash);
  if (!file.sha256)
    return fail(reader.error("has a sha256 that is not 32 bytes in base64 for URLs or in hex digits"));
  return {};
}

Result<void> read_size(RecordedFile& file, std::string_view text, const RecordReader& reader) {
  if (text.empty()) return {};
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits || text.size() > 18) return fail(reader.error("has a size that is no number of bytes"));
  std::uint64_t size = 0;
  for (const char c : text) size = size * 10 + static_cast<std::uint64_t>(c - '0');
  file.size = size;
  return {};
}

}  // namespace

Result<std::vector<RecordedFile>> parse_python_record(std::string_view bytes, const std::string& path) {
  RecordReader reader(bytes, path, parent_of(parent_of(path)));
  std::vector<RecordedFile> files;
  while (!reader.at_end()) {
    TRY_ASSIGN(const auto fields, reader.line());
    if (fields.empty()) continue;
    RecordedFile file;
    TRY_ASSIGN(file.path, reader.resolved(fields[0]));
    if (fields.size() > 1) TRY(read_hash(file, fields[1], reader));
    if (fields.size() > 2) TRY(read_size(file, fields[2], reader));
    files.push_back(std::move(file));
  }
  return files;
}

Result<std::vector<RecordedFile>> parse_installed_files(std::string_view bytes, const std::string& path) {
  RecordReader reader({}, path, parent_of(path));
  std::vector<RecordedFile> files;
  while (!bytes.empty()) {
    TRY(reader.line());
    const std::string_view line = take_text_line(bytes);
    if (line.empty()) continue;
    RecordedFile& file = files.emplace_back();
    TRY_ASSIGN(file.path, reader.resolved(line));
  }
  return files;
}

}  // namespace pushgate::sbom
