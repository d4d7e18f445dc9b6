// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"

namespace pushgate::retention {

/// A manifest or index that a repository's list names.
struct StoredVersion {
  Digest digest;
  std::vector<std::string> tags{};             ///< none: untagged
  std::optional<Time> stored_at{};             ///< nothing: the store does not say
  std::optional<oci::RawDocument> document{};  ///< its bytes, where listing brought them along
};

/// What a store says it has.
struct Listing {
  std::vector<StoredVersion> versions;  ///< each digest once, in any order
  /// Everything that is stored is named. Otherwise only what has a tag: a plain registry cannot list the
  /// rest, which is then looked for along indexes, subjects and referrers.
  bool complete = false;
};

/// What a store answers to a change. One that could not be asked, or that throttles, is an Error instead.
struct Answer {
  enum class Kind {
    done,     ///< the store says that it did it
    absent,   ///< there is no such manifest (or none that could be brought back)
    refused,  ///< a rule of the store is against it, and asking again changes nothing
  } kind = Kind::done;
  std::string reason{};  ///< of `refused`: what the store says, and what to do about it
};

/// One repository, behind which a plain registry and GitHub Packages look the same. What the store answers is
/// hostile; a document's bytes are checked against its digest by the store, and nothing else is.
/// Errors: unchecked for everything the store or the network does. manifest(), referrers() and has_blob() are
/// called from several threads at once, the others from one.
class RepositoryStore {
 public:
  virtual ~RepositoryStore() = default;

  /// What the plan file calls the way to it: `oci`, `github`.
  virtual std::string_view kind() const = 0;

  /// Asked before anything else.
  virtual Result<Listing> list() = 0;

  /// The bytes of a manifest or index; nothing where the store says that there is none.
  virtual Result<std::optional<oci::RawDocument>> manifest(const Digest& digest) = 0;

  /// The referrers of a digest, where the store lists them by an API of its own; none otherwise: those of a
  /// fallback tag are found by its tag. Not called where the listing was complete.
  virtual Result<std::vector<oci::Descriptor>> referrers(const Digest& subject) = 0;

  virtual Result<bool> has_blob(const oci::Descriptor& blob) = 0;

  /// Removes a manifest or index and its tags, and nothing that it names.
  virtual Result<Answer> remove(const Digest& digest) = 0;

  /// Brings back what was removed; nothing where the store knows no way to.
  virtual Result<std::optional<Answer>> restore(const Digest& digest) = 0;
};

}  // namespace pushgate::retention
