// SPDX-License-Identifier: Apache-2.0
#include "gate/waiver_add.hpp"

#include <chrono>

#include "base/limits.hpp"
#include "policy/document/waiver_writer.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

Result<policy::Waiver> waiver_of(const WaiverAddRequest& request) {
  policy::Waiver waiver = request.waiver;
  const auto day = parse_date(request.expires);
  if (!day) {
    return fail(
        Error::misuse("--expires " + request.expires, "is not a day of the calendar; expected YYYY-MM-DD"));
  }
  if (*day < std::chrono::floor<std::chrono::days>(system_time()))
    return fail(
        Error::misuse("--expires " + request.expires, "is over; expected today or a day to come, in UTC"));
  waiver.expires = *day;
  if (request.image.empty()) return waiver;
  const auto digest = Digest::parse(request.image);
  if (!digest)
    return fail(Error::misuse("--image " + request.image, "expected sha256: and 64 hexadecimal digits"));
  waiver.image = *digest;
  return waiver;
}

}  // namespace

Result<policy::Waiver> add_waiver(const WaiverAddRequest& request) {
  using policy::SameWaiver;
  TRY_ASSIGN(policy::Waiver waiver, waiver_of(request));
  TRY_ASSIGN(const std::string text,
             store::read_file(request.policy_file, limits::k_yaml_bytes, /*missing_is_misuse=*/true));
  TRY_ASSIGN(const std::string changed,
             policy::add_waiver(text, request.policy_file, waiver,
                                request.replace ? SameWaiver::renewed : SameWaiver::refused));
  TRY(store::write_file(request.policy_file, changed));
  return waiver;
}

}  // namespace pushgate::gate
