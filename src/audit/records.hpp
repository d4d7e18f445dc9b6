// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/decision.hpp"
#include "model/finding.hpp"

namespace pushgate::audit {

/// What is kept of one document: an evidence folder, or an SBOM of any tool.
struct Document {
  Digest sha256;       ///< of evidence.json, or of the SBOM file: the same again is no second record
  std::string form;    ///< `evidence`, `cyclonedx`
  std::string source;  ///< the path that it was imported from
  std::string name;    ///< of the image, without tag and digest where it names a registry
  std::string tag;     ///< empty: not known, as all below
  std::optional<Digest> digest;
  std::string platform;
  std::string service;
  std::optional<Time> at;  ///< when it was decided; of an SBOM when it was made, as it says
  std::optional<model::Verdict> verdict;
  std::optional<Digest> policy;
  std::string signer;        ///< of the receipt, by a key that was named at the import
  std::size_t packages = 0;  ///< read back; counted when it is added
};

/// A package, whatever images it is in.
struct Package {
  std::string ecosystem;  ///< purl type; empty: it has no purl
  std::string name;       ///< with its group, as its ecosystem writes it: `@angular/core`
  std::string version;
  std::string purl;
  std::string licenses;  ///< with ` AND ` between
};

/// What packages are found by. Texts are compared byte by byte: who asks brings them into the form of who
/// adds.
enum class KeyKind : std::uint8_t { name, purl, license };

struct Key {
  KeyKind kind = KeyKind::name;
  std::string text;
  std::string version;  ///< the version under this name: a source package may have another
};

/// A package in an image.
struct ContainedPackage {
  Package package;
  std::vector<Key> keys;
  std::optional<Digest> layer;  ///< diff_id
  std::optional<bool> of_base;  ///< that layer is of the image that this one was built on
};

/// A layer under both its names.
struct LayerName {
  Digest diff_id;
  std::optional<Digest> blob;
};

/// A finding of an image, and the waiver that let it pass.
struct ContainedFinding {
  std::string rule;
  model::Severity severity = model::Severity::unknown;
  std::string subject;
  std::string fixed_version;
  std::string waived_because;  ///< empty: it is not waived, or the waiver gives no reason
  std::string waived_by;       ///< its owner
  std::optional<Date> waived_until;
};

/// All of one document.
struct Record {
  Document document;
  std::vector<LayerName> layers;
  std::vector<ContainedPackage> packages;
  std::vector<ContainedFinding> findings;
};

/// A package that a key leads to.
struct KnownPackage {
  std::int64_t id = 0;
  Package package;
  std::string version;  ///< the key's
};

/// What images are asked for: all of it must hold.
struct Query {
  std::optional<std::vector<std::int64_t>> packages;  ///< one of these is in it
  std::optional<std::string> rule;                    ///< a finding of that rule, in any case of letters
  std::optional<Digest> layer;  ///< by diff_id or blob; with packages, those of that layer count alone
  std::optional<std::string> service;
  std::optional<std::string> signer;
  std::optional<model::Verdict> verdict;
  std::optional<Time> since;  ///< at or after
  std::optional<Time> before;
};

/// One document that answers, and why.
struct Match {
  Document document;
  std::vector<std::uint32_t> packages;  ///< in Answer::packages
  std::vector<std::uint32_t> findings;  ///< in Answer::findings
};

struct Answer {
  /// A package, and where it came from.
  struct InLayer {
    std::int64_t package = 0;  ///< KnownPackage::id
    std::optional<Digest> layer;
    std::optional<bool> of_base;
  };
  std::vector<Match> matches;              ///< by time, name and digest
  std::vector<InLayer> packages;           ///< each once, however many documents have it
  std::vector<ContainedFinding> findings;  ///< the same
  std::size_t undated = 0;  ///< that would answer, but say no time to hold against since and before
};

/// In how many of the documents that answer a package is.
struct PackageUse {
  Package package;
  std::size_t documents = 0;
  std::optional<Time> first;  ///< of those of them that say a time
  std::optional<Time> last;
};

struct PackageUses {
  std::vector<PackageUse> packages;  ///< by name, version, purl and licences
  std::size_t matches = 0;           ///< documents that answer
  std::size_t undated = 0;           ///< as in Answer
};

struct Totals {
  std::size_t documents = 0;
  std::size_t images = 0;  ///< digests
  std::size_t packages = 0;
  std::size_t findings = 0;
  std::optional<Time> first;
  std::optional<Time> last;
};

enum class Added { added, known, signer_added };

/// Where records are kept: the port behind which one database looks like another. Errors: unchecked, for what
/// cannot be read or written, or is damaged; misuse, for what is no database of ours.
class Records {
 public:
  virtual ~Records() = default;

  /// Puts a record in, whole or not at all. One that is there stays as it is, but for a signer that was not
  /// known.
  virtual Result<Added> add(const Record& record) = 0;

  /// The packages that a key leads to. Ids hold as long as this object.
  virtual Result<std::vector<KnownPackage>> packages_by(KeyKind kind, std::string_view text) = 0;

  virtual Result<Answer> find(const Query& query) = 0;

  /// The packages of the documents that answer: those that were asked for, or all where none were; with a
  /// layer, those that came with it.
  virtual Result<PackageUses> count_packages(const Query& query) = 0;

  virtual Result<Totals> totals() = 0;

  /// Looks at every page and every reference. Errors: unchecked, saying the first thing that is wrong.
  virtual Result<void> check() = 0;

  /// After the last add: everything is in the one file, as long as nobody else has it open.
  virtual void settle() = 0;
};

}  // namespace pushgate::audit
