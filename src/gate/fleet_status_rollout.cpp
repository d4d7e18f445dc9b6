// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_rollout.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "gate/rollout_hosts.hpp"
#include "rollout/history.hpp"
#include "store/files.hpp"
#include "store/journal.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using model::Answer;
using model::StatusCell;
using rollout::Key;

constexpr std::size_t k_downtime_bytes = 64u << 20;
constexpr int k_resumptions = 100;  // of one run

struct Downtime {
  bool measured = false;
  std::vector<std::string> gaps;
};

void note_gaps(const json::Value& document, const Key& key, Downtime& downtime) {
  const auto* targets = document.find("targets");
  if (targets == nullptr || targets->as_array() == nullptr) return;
  for (const auto& target : *targets->as_array()) {
    if (target.string_at("machine") != key.machine || target.string_at("service") != key.service) continue;
    const auto* gaps = target.find("gaps");
    if (gaps == nullptr || gaps->as_array() == nullptr) continue;
    downtime.measured = true;
    for (const auto& gap : *gaps->as_array()) {
      const auto* length = gap.find("length_ms");
      const double seconds = length == nullptr ? 0 : length->as_double().value_or(0) / 1000;
      downtime.gaps.push_back(fmt::format("{}: {:.1f} s from {}, {}", key.machine, seconds,
                                          gap.string_at("start"), gap.string_at("reason")));
    }
  }
}

/// What was seen of a target in the run that brought it to what it runs, and where that run was resumed.
Downtime downtime_of(const fs::path& state, const Key& key, std::uint64_t run) {
  Downtime downtime;
  for (int resumed = 0; resumed < k_resumptions; ++resumed) {
    const auto name = resumed == 0 ? fmt::format("{:04}", run) : fmt::format("{:04}.{}", run, resumed);
    const auto folder = state / "runs" / name;
    std::error_code error;
    if (!fs::exists(folder, error)) break;
    const auto file = folder / "downtime.json";
    const auto bytes = store::read_file(file, k_downtime_bytes);
    if (!bytes) continue;
    if (const auto document = json::parse(*bytes, file.string())) note_gaps(*document, key, downtime);
  }
  return downtime;
}

/// What the journal says, and the run that brought each target to what it runs.
struct Told {
  rollout::State state;
  std::map<Key, std::uint64_t> runs;
};

Result<Told> read_told(const fs::path& folder) {
  const auto file = folder / "journal";
  TRY_ASSIGN(const auto records, store::read_journal(file));
  Told told;
  for (const auto& record : records) {
    TRY_ASSIGN(const auto event, rollout::read_event(record, file.string()));
    told.state.apply(event);
    using Kind = rollout::Event::Kind;
    if (event.kind == Kind::changed || event.kind == Kind::undone) told.runs[event.key] = event.run;
  }
  return told;
}

/// The machines of a service in one stage, and what each of them tells.
class Stage {
 public:
  Stage(const Told& told, const rollout::Status* hosts, const fs::path& folder)
      : m_told(told), m_hosts(hosts), m_folder(folder) {}

  StatusCell cell(const std::string& service, const std::vector<std::string>& machines, RolloutCells& cells) {
    StatusCell cell;
    cell.answer = Answer::yes;
    std::vector<std::string> details;
    for (const auto& machine : machines) details.push_back(of_machine({machine, service}, cell, cells));
    cell.detail = fmt::format("{}", fmt::join(details, "; "));
    if (cell.at) cell.evidence = m_folder.string();
    if (cell.answer != Answer::yes) cell.value.clear();
    return cell;
  }

 private:
  static void lower(StatusCell& cell, Answer answer) {
    if (cell.answer != Answer::no) cell.answer = answer;
  }

  std::string of_machine(const Key& key, StatusCell& cell, RolloutCells& cells) {
    const auto& targets = m_told.state.targets;
    const auto found = targets.find(key);
    const auto* known = found == targets.end() ? nullptr : &found->second;
    if (known != nullptr && known->unsettled) {
      lower(cell, Answer::no);
      return fmt::format("{}: left while it was brought to {}", key.machine, known->unsettled->tag);
    }
    const auto* current = known == nullptr ? nullptr : known->current();
    if (current == nullptr) {
      lower(cell, Answer::unknown);
      return key.machine + ": the journal knows of no rollout";
    }
    const auto& [release, since] = *current;
    // The oldest of them: all were good by then.
    if (!cell.at || since < *cell.at) cell.at = since;
    cell.value = cell.value.empty() || cell.value == release.tag ? release.tag : "several tags";
    cells.digests.insert_or_assign(key.machine, release.digest);
    const Downtime downtime = downtime_of(m_folder, key, m_told.runs.at(key));
    if (!downtime.measured) cells.unmeasured.push_back(key.machine);
    cells.gaps.insert(cells.gaps.end(), downtime.gaps.begin(), downtime.gaps.end());
    return fmt::format("{}: {}, {}{}", key.machine, release.tag, release.digest.to_string(),
                       now(key, release, cell, cells));
  }

  /// `; now: …` where its host was asked.
  std::string now(const Key& key, const rollout::Release& release, StatusCell& cell, RolloutCells& cells) {
    if (m_hosts == nullptr) return "";
    const auto row = std::find_if(m_hosts->rows.begin(), m_hosts->rows.end(),
                                  [&](const auto& one) { return one.key == key; });
    if (row == m_hosts->rows.end()) return "";
    if (row->runs && *row->runs != release.digest) {
      lower(cell, Answer::no);
      cells.disagreements.push_back(fmt::format("{} runs {}; by the journal it runs {}", key.machine,
                                                row->runs->to_string(), release.digest.to_string()));
      return ", now runs another image";
    }
    if (!row->healthy && row->runs) {
      lower(cell, Answer::no);
      return ", now ill: " + row->ill;
    }
    if (!row->healthy || !row->runs) {
      lower(cell, Answer::unknown);
      cell.could_not_ask = true;
      return ", now could not be asked: " + (row->healthy ? row->no_identity : row->ill);
    }
    return ", healthy now";
  }

  const Told& m_told;
  const rollout::Status* m_hosts;
  fs::path m_folder;
};

StatusCell because(Answer answer, std::string detail) {
  StatusCell cell;
  cell.answer = answer;
  cell.detail = std::move(detail);
  return cell;
}

RolloutCells both(const StatusCell& cell) {
  return {cell, cell, {}, {}, {}, {}};
}

}  // namespace

Result<RolloutAnswers> read_rollout(const plan::Fleet& fleet, const FleetStatusRequest& request) {
  RolloutAnswers all;
  const auto everywhere = [&](const StatusCell& cell) {
    for (const auto& [name, service] : fleet.services) all.services[name] = both(cell);
    return all;
  };
  if (!fleet.rollout) return everywhere(because(Answer::unknown, "the fleet file has no rollout"));
  const auto folder = (fs::path(fleet.folder) / fleet.rollout->state).lexically_normal();
  const auto told = read_told(folder);
  if (!told) {
    StatusCell cell = because(Answer::unknown, told.error().subject + ": " + told.error().what);
    cell.could_not_ask = true;
    return everywhere(cell);
  }
  std::optional<rollout::Status> hosts;
  if (!request.offline && !told->state.targets.empty()) {
    RolloutRequest question;
    question.fleet_file = request.fleet_file;
    auto asked = rollout_status(question);
    TRY(check_interrupt());
    // A fleet file that cannot be rolled out any more still has its journal.
    if (asked) {
      hosts = std::move(*asked);
    } else {
      all.not_asked = "the hosts were not asked: " + asked.error().subject + ": " + asked.error().what;
    }
  }
  const auto& canaries = fleet.rollout->canary;
  Stage stage(*told, hosts ? &*hosts : nullptr, folder);
  for (const auto& [name, service] : fleet.services) {
    std::vector<std::string> first;
    std::vector<std::string> rest;
    for (const auto& machine : service.machines) {
      const bool is_canary = std::find(canaries.begin(), canaries.end(), machine) != canaries.end();
      (is_canary ? first : rest).push_back(machine);
    }
    RolloutCells& cells = all.services[name];
    if (service.machines.empty()) {
      cells = both(because(Answer::unknown, "the fleet file names no machines"));
      continue;
    }
    cells.canary = first.empty() ? because(Answer::unknown, "it runs on no canary machine")
                                 : stage.cell(name, first, cells);
    cells.batch = rest.empty() ? because(Answer::not_applicable, "it runs on canary machines only")
                               : stage.cell(name, rest, cells);
  }
  return all;
}

}  // namespace pushgate::gate
