// SPDX-License-Identifier: Apache-2.0
//
// The body of a PAX header (POSIX.1-2001, pax(1), "pax Extended Header") is records, one after the other:
//
//   <length> <keyword>=<value>\n
//
// where length is decimal and counts the whole record, its own digits and the newline included. A value may
// hold newlines. Refused, because readers read them differently: a length with a leading zero or beyond the
// body, a missing newline, an empty keyword, a NUL in keyword or path, the same keyword twice, an empty value
// (some readers delete, others empty), numbers that are not plain decimal, and every form of sparse file.
#include "adapter/archive/pax_records.hpp"

#include <charconv>
#include <limits>

#include "base/format.hpp"

namespace pushgate::archive {

namespace {

struct Record {
  std::string_view key;
  std::string_view value;
};

template <typename Number>
std::optional<Number> decimal(std::string_view text) {
  Number value = 0;
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

tl::unexpected<Error> bad(std::string what) {
  return fail(Error::unchecked("", std::move(what)));
}

/// Takes the first record off the body.
Result<Record> next_record(std::string_view& body) {
  const std::size_t blank = body.find(' ');
  const auto length = decimal<std::size_t>(body.substr(0, blank));
  if (blank == std::string_view::npos || !length || body[0] == '0')
    return bad("its PAX header is malformed: a record does not begin with its length");
  if (*length > body.size() || *length < blank + 2)
    return bad(fmt::format("its PAX header is malformed: a record says it has {} bytes, but {} are left",
                           *length, body.size()));
  if (body[*length - 1] != '\n')
    return bad("its PAX header is malformed: a record does not end where it says");
  const std::string_view record = body.substr(blank + 1, *length - blank - 2);
  body.remove_prefix(*length);
  const std::size_t equals = record.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return bad("its PAX header is malformed: a record has no keyword");
  const std::string_view key = record.substr(0, equals);
  if (key.find('\0') != std::string_view::npos)
    return bad("its PAX header is malformed: a keyword holds a NUL byte");
  return Record{key, record.substr(equals + 1)};
}

Result<void> set_text(std::optional<std::string>& field, const Record& record) {
  if (field) return bad(fmt::format("its PAX header has two records '{}'", record.key));
  if (record.value.empty()) return bad(fmt::format("its PAX header has an empty '{}'", record.key));
  if (record.value.find('\0') != std::string_view::npos)
    return bad(fmt::format("its PAX header has a NUL byte in '{}'", record.key));
  field = std::string(record.value);
  return {};
}

template <typename Number>
Result<void> set_number(std::optional<Number>& field, const Record& record) {
  if (field) return bad(fmt::format("its PAX header has two records '{}'", record.key));
  field = decimal<Number>(record.value);
  if (!field || *field > static_cast<Number>(std::numeric_limits<std::int64_t>::max()))
    return bad(fmt::format("its PAX header has a bad '{}'; expected a decimal number", record.key));
  return {};
}

/// The whole seconds of `-12.5`; readers stop at what is no time.
std::optional<std::int64_t> whole_seconds(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto seconds = decimal<std::int64_t>(text.substr(0, point));
  if (!seconds || text.find_first_not_of("0123456789", point + 1) != std::string_view::npos)
    return std::nullopt;
  return is_negative ? -*seconds : *seconds;
}

bool is_sparse(std::string_view key) {
  return key.starts_with("GNU.sparse.") || key == "SCHILY.realsize";
}

Result<void> apply(PaxFields& fields, const Record& record) {
  if (record.key == "path") return set_text(fields.path, record);
  if (record.key == "linkpath") return set_text(fields.link, record);
  if (record.key == "size") return set_number(fields.size, record);
  if (record.key == "uid") return set_number(fields.uid, record);
  if (record.key == "gid") return set_number(fields.gid, record);
  if (is_sparse(record.key)) return bad("it is a sparse file, which pushgate does not read");
  if (record.key != "mtime" && record.key != "atime" && record.key != "ctime") return {};
  const auto seconds = whole_seconds(record.value);
  if (!seconds) return bad(fmt::format("its PAX header has a bad '{}'; expected seconds", record.key));
  if (record.key == "mtime") fields.mtime = seconds;
  return {};
}

}  // namespace

Result<PaxFields> parse_pax(std::string_view body) {
  PaxFields fields;
  while (!body.empty()) {
    TRY_ASSIGN(const Record record, next_record(body));
    TRY(apply(fields, record));
  }
  return fields;
}

Result<void> check_global_pax(std::string_view body) {
  while (!body.empty()) {
    TRY_ASSIGN(const Record record, next_record(body));
    for (const std::string_view key : {"path", "linkpath", "size", "uid", "gid"}) {
      if (record.key == key)
        return bad(
            fmt::format("a global PAX header sets '{}' for all entries; readers differ about that", key));
    }
    if (is_sparse(record.key))
      return bad("a global PAX header makes all files sparse; readers differ about that");
  }
  return {};
}

}  // namespace pushgate::archive
