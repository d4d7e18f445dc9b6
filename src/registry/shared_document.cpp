// SPDX-License-Identifier: Apache-2.0
//
// The distribution-spec has no conditional PUT: of two writers who read the same document, the one who writes
// last replaces what the other wrote. So a writer looks again after a while, longer than others need between
// their GET and their PUT, and adds anew what is gone: its own entry, and those of others that it has seen.
// What is left open is a writer that takes longer than that between the two.
#include "registry/shared_document.hpp"

#include <algorithm>
#include <chrono>

#include "base/format.hpp"
#include "registry/client_impl.hpp"

namespace pushgate::registry {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int k_attempts = 20;  // eight writers at once need three or four
constexpr std::chrono::milliseconds k_shortest_look{300};
constexpr std::chrono::milliseconds k_longest_look{10'000};
constexpr int k_slower = 4;  // others may take this much longer than we do

std::chrono::milliseconds look_again_after(Clock::duration own) {
  const auto measured = std::chrono::duration_cast<std::chrono::milliseconds>(own) * k_slower;
  return std::clamp(measured, k_shortest_look, k_longest_look);
}

/// The document as this run wants to find it: with its own entry, and with all that it has seen.
class Wanted {
 public:
  Wanted(Client& client, const SharedDocument& shared, const oci::Descriptor& entry)
      : m_client(client), m_shared(shared), m_entries{entry} {}

  /// What has to be written in the place of `existing`; null where nothing has to change.
  Result<std::optional<oci::RawDocument>> instead_of(const std::optional<oci::RawDocument>& existing) {
    std::optional<oci::RawDocument> changed;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      TRY_ASSIGN(auto more, m_shared.with(changed ? changed : existing, m_entries[i]));
      if (!more) continue;
      if (i > 0) {  // another's: somebody may have removed it
        TRY_ASSIGN(const bool stands, m_shared.stands(m_client, m_entries[i]));
        if (!stands) continue;
      }
      changed = std::move(more);
    }
    if (existing) TRY(remember(*existing));
    return changed;
  }

 private:
  Result<void> remember(const oci::RawDocument& document) {
    TRY_ASSIGN(const auto found, m_shared.entries(document));
    for (const auto& entry : found) {
      const bool known = std::ranges::any_of(m_entries, [&](const oci::Descriptor& one) {
        return one.digest == entry.digest && one.annotations == entry.annotations;
      });
      if (!known) m_entries.push_back(entry);
    }
    return {};
  }

  Client& m_client;
  const SharedDocument& m_shared;
  std::vector<oci::Descriptor> m_entries;  // ours first
};

}  // namespace

Result<void> add_entry(Client& client, Session& session, const SharedDocument& shared,
                       const oci::Descriptor& entry, Rivals rivals) {
  const bool patient = rivals == Rivals::likely;
  const int attempts = patient ? k_attempts : session.attempts();
  const std::string tag = shared.tag();
  Wanted wanted(client, shared, entry);
  for (int attempt = 1;; ++attempt) {
    const auto started = Clock::now();
    TRY_ASSIGN(const auto existing, client.manifest(tag));
    TRY_ASSIGN(const auto changed, wanted.instead_of(existing));
    if (!changed) return {};
    if (attempt > attempts) {
      return fail(Error::unchecked(
          manifest_name(session, tag),
          fmt::format("does not keep {}, after {} attempts; another writer may be changing it",
                      entry.digest.to_string(), attempts)));
    }
    TRY_ASSIGN(const bool asked, shared.prepare(client, *changed));
    const bool paused = !patient && attempt > 1;
    if (paused) TRY(session.pause(attempt - 1));
    if (asked || paused) {
      TRY_ASSIGN(const auto now, client.manifest(tag));
      if (now.has_value() != existing.has_value() || (now && now->digest != existing->digest)) continue;
    }
    TRY(put_manifest_once(session, tag, *changed));
    if (patient) TRY(session.wait(look_again_after(Clock::now() - started)));
  }
}

Result<void> add_entry(Client& client, const ClientOptions& options, const SharedDocument& shared,
                       const oci::Descriptor& entry) {
  Session session(client.reference(), options);
  return during(add_entry(client, session, shared, entry, Rivals::likely),
                "adding to " + manifest_name(session, shared.tag()));
}

}  // namespace pushgate::registry
