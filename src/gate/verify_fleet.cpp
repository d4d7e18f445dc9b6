// SPDX-License-Identifier: Apache-2.0
//
// First every image is read, side by side; then the older images of the families that somebody may be built
// on; then it is decided, without asking anybody.
#include "gate/verify_fleet.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/family_layers.hpp"
#include "gate/fleet_status_evidence.hpp"
#include "gate/found_image.hpp"
#include "gate/image_graph.hpp"
#include "gate/index_images.hpp"
#include "gate/index_sboms.hpp"
#include "gate/settings.hpp"
#include "gate/signed_documents.hpp"
#include "gate/verified_image.hpp"
#include "plan/image_repository.hpp"

namespace pushgate::gate {

namespace {

using model::ImageState;
using model::VerifiedImage;

constexpr std::size_t k_older_tags = 50;  // of a family that are looked through

/// What is to be read, and what came of it.
struct Job {
  VerifiedImage image;
  std::string planned_family;  ///< may be empty
  ReadImage read;
};

std::vector<Job> jobs_of(const plan::Fleet& fleet) {
  std::vector<Job> jobs;
  for (const auto& [name, family] : fleet.families) {
    Job job;
    job.image.is_family = true;
    job.image.name = name;
    job.image.repository = family.image;
    job.planned_family = family.family;
    jobs.push_back(std::move(job));
  }
  for (const auto& [name, service] : fleet.services) {
    const auto repositories = plan::repositories_of(fleet, service);
    for (std::size_t i = 0; i < repositories.size(); ++i) {
      Job job;
      job.image.name = name;
      if (repositories.size() > 1) job.image.machine = service.machines[i];
      job.image.repository = repositories[i];
      job.planned_family = service.family;
      jobs.push_back(std::move(job));
    }
  }
  return jobs;
}

Result<RegistryQuestion> question_of(const FleetVerifyRequest& request, const plan::Fleet& fleet, Time now) {
  const std::string& file = request.fleet_file;
  TRY(check_tag(request.tag));
  if (!fleet.services.empty() && fleet.registry.empty()) {
    return fail(Error::misuse(file,
                              "names no registry; expected \"registry\", where the images of its "
                              "services are"));
  }
  if (request.tag.empty() && fleet.tag.empty()) {
    return fail(Error::misuse(file, "has no form of tags, and no tag was named")
                    .with_hint("add \"tag: YYYYMMDD-<git_sha>\", or say --tag"));
  }
  if (request.keys.empty() && fleet.signers.empty()) {
    return fail(Error::misuse(file, "has no signers, and no key was named")
                    .with_hint("add \"signers\", or say --key: without a key nothing can be verified"));
  }
  RegistryQuestion question;
  question.tag = request.tag;
  question.has_tag_form = !fleet.tag.empty();
  question.options = request.registry;
  question.now = now;
  TRY_ASSIGN(question.trust, load_trust({request.keys, &fleet, file, request.max_age, request.policy}));
  return question;
}

ReadImage read_image(const std::string& repository, const RegistryQuestion& question,
                     const Requirements& require) {
  ReadImage read;
  auto reference = oci::Reference::parse(repository);
  if (!reference) {
    read.found.why = error_line(reference.error());
    return read;
  }
  registry::Client client(*reference, question.options);
  read.found = find_image(client, question);
  if (!read.found.manifest) return read;
  const Digest digest = read.found.manifest->digest;
  read.graph = read_image_graph(client, *read.found.manifest, question.options);
  auto documents = std::move(read.graph.documents);
  const auto platforms = images_of(client, *read.found.manifest);
  if (!platforms) {
    read.graph.problems.push_back({ImageState::could_not_ask, error_line(platforms.error())});
    return read;
  }
  const auto verify = [&] {
    read.verification =
        attest::verify_documents(documents, digest, reference->name(), question.trust, *platforms);
  };
  verify();
  if (missing_of(read.verification, require).empty()) return read;
  if (const auto added = add_legacy_documents(client, digest, documents); !added) {
    read.graph.problems.push_back(
        {ImageState::could_not_ask, "cosign's tags .sig and .att: " + error_line(added.error())});
  }
  verify();
  if (!require.contains("sbom")) return read;
  if (const auto counted = count_platform_sboms(client, *platforms, question.trust, read.verification);
      !counted)
    read.graph.problems.push_back({ImageState::could_not_ask, error_line(counted.error())});
  return read;
}

/// The images of a family that are older than the one that was read.
struct OlderImages {
  std::vector<FamilyImage> images;
  std::string trouble;  ///< why these are not all; may be empty
};

OlderImages read_older(const Job& family, const RegistryQuestion& question) {
  OlderImages older;
  auto reference = oci::Reference::parse(family.image.repository);
  if (!reference) return older;
  registry::Client client(*reference, question.options);
  const auto tags = client.tags();
  if (!tags) {
    older.trouble = error_line(tags.error());
    return older;
  }
  std::set<Digest> seen;
  if (family.read.found.manifest) seen.insert(family.read.found.manifest->digest);
  std::size_t count = 0;
  for (const auto& tag : newest_first(*tags)) {
    if (tag == family.read.found.tag) continue;
    if (++count > k_older_tags) {
      older.trouble = fmt::format("{} has more than {} older tags", reference->name(), k_older_tags);
      return older;
    }
    const auto manifest = client.manifest(tag);
    if (!manifest) older.trouble = error_line(manifest.error());
    if (!manifest || !*manifest || !seen.insert((*manifest)->digest).second) continue;
    auto graph = read_platform_images(client, **manifest, question.options);
    if (!graph.problems.empty())
      older.trouble = fmt::format("{}:{}: {}", reference->name(), tag, graph.problems.front().text);
    older.images.push_back({tag, std::move(graph.images)});
  }
  return older;
}

bool descends_from(const plan::Fleet& fleet, std::string family, const std::string& ancestor) {
  while (!family.empty()) {
    const auto found = fleet.families.find(family);
    if (found == fleet.families.end()) return false;
    family = found->second.family;
    if (family == ancestor) return true;
  }
  return false;
}

/// Everything, read and to be decided.
class FleetReading {
 public:
  FleetReading(const plan::Fleet& fleet, const RegistryQuestion& question, std::size_t at_once)
      : m_fleet(fleet), m_question(question), m_at_once(at_once), m_jobs(jobs_of(fleet)) {}

  Result<void> read(const Requirements& require, Progress& progress) {
    progress.begin("verifying images", m_jobs.size());
    side_by_side(
        m_jobs.size(),
        [&](std::size_t i) {
          m_jobs[i].read = read_image(m_jobs[i].image.repository, m_question, require);
          progress.advance(1);
        },
        m_at_once);
    TRY(check_interrupt());
    for (const auto& job : m_jobs) {
      if (!job.image.is_family) continue;
      m_families[job.image.name].push_back({job.read.found.tag, job.read.graph.images});
    }
    read_older_families();
    return check_interrupt();
  }

  std::vector<VerifiedImage> decide(const Expectations& expectations) {
    std::vector<VerifiedImage> images;
    for (auto& job : m_jobs) {
      decide_image(job.image, job.read, family_answer(job), expectations);
      images.push_back(std::move(job.image));
    }
    return images;
  }

 private:
  /// Of a family itself only the others count.
  FamilyImages candidates(const Job& job) const {
    FamilyImages families = m_families;
    if (job.image.is_family) families.erase(job.image.name);
    return families;
  }

  /// Families of which an older image may be what this one is built on, as far as is known now.
  std::set<std::string> wanted_older(const Job& job) const {
    std::set<std::string> wanted;
    if (job.planned_family.empty()) return wanted;
    const auto families = candidates(job);
    for (const auto& image : job.read.graph.images) {
      const auto found = find_family(image, families, job.planned_family);
      const bool as_planned = found && found->family == job.planned_family;
      for (const auto& [name, unused] : families) {
        if (!as_planned || descends_from(m_fleet, name, job.planned_family)) wanted.insert(name);
      }
    }
    return wanted;
  }

  void read_older_families() {
    std::set<std::string> wanted;
    for (const auto& job : m_jobs) wanted.merge(wanted_older(job));
    std::vector<const Job*> families;
    for (const auto& job : m_jobs) {
      if (job.image.is_family && wanted.contains(job.image.name)) families.push_back(&job);
    }
    std::vector<OlderImages> older(families.size());
    side_by_side(
        families.size(), [&](std::size_t i) { older[i] = read_older(*families[i], m_question); }, m_at_once);
    for (std::size_t i = 0; i < families.size(); ++i) {
      auto& images = m_families[families[i]->image.name];
      std::move(older[i].images.begin(), older[i].images.end(), std::back_inserter(images));
      m_older_trouble[families[i]->image.name] = std::move(older[i].trouble);
    }
  }

  FamilyAnswer family_answer(const Job& job) const {
    FamilyAnswer answer;
    answer.planned = job.planned_family;
    const auto families = candidates(job);
    for (const auto& image : job.read.graph.images)
      answer.built_on.push_back(find_family(image, families, job.planned_family));
    if (job.planned_family.empty()) return answer;
    for (const auto& other : m_jobs) {
      if (!other.image.is_family || other.image.name != job.planned_family) continue;
      if (other.read.graph.images.empty())
        answer.unknown = fmt::format("no image of family {} was seen", job.planned_family);
    }
    const auto trouble = m_older_trouble.find(job.planned_family);
    if (answer.unknown.empty() && trouble != m_older_trouble.end()) answer.unknown = trouble->second;
    return answer;
  }

  const plan::Fleet& m_fleet;
  const RegistryQuestion& m_question;
  std::size_t m_at_once;
  std::vector<Job> m_jobs;
  FamilyImages m_families;
  std::map<std::string, std::string> m_older_trouble;
};

}  // namespace

Result<model::FleetVerification> verify_fleet(const FleetVerifyRequest& request, Progress& progress) {
  model::FleetVerification verification;
  verification.at = system_time();
  verification.fleet_file = request.fleet_file;
  TRY_ASSIGN(const FleetChoice choice, load_fleet(request.fleet_file, ""));
  const plan::Fleet& fleet = *choice.fleet;
  TRY_ASSIGN(const auto question, question_of(request, fleet, verification.at));
  Expectations expectations{request.require, question.has_tag_form, verification.at, std::nullopt};
  if (!request.evidence.empty()) {
    TRY_ASSIGN(expectations.evidence, read_evidence_folders(request.evidence, question.trust, {}));
  }
  FleetReading reading(fleet, question, request.at_once);
  TRY(reading.read(request.require, progress));
  verification.images = reading.decide(expectations);
  return verification;
}

}  // namespace pushgate::gate
