// SPDX-License-Identifier: Apache-2.0
#include "rollout/evidence.hpp"

#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "store/files.hpp"

namespace pushgate::rollout {

Evidence::Evidence(const std::filesystem::path& state, std::uint64_t run, int resumed)
    : m_folder(state / "runs" /
               (resumed == 0 ? fmt::format("{:04}", run) : fmt::format("{:04}.{}", run, resumed))) {}

Result<void> Evidence::add(const Key& key, std::string_view step, Time at, json::Object what) {
  what.set("step", step);
  what.set("at", format_rfc3339(at));
  json::Array steps;
  {
    const std::lock_guard lock(m_mutex);
    m_steps[key].emplace_back(std::move(what));
    steps = m_steps[key];
  }
  return write(key.machine + "/" + key.service + ".json",
               json::Object{{"schema", "pushgate.rollout-evidence/v1"},
                            {"machine", key.machine},
                            {"service", key.service},
                            {"steps", std::move(steps)}});
}

Result<void> Evidence::write(const std::string& name, const json::Value& value) {
  const auto file = m_folder / name;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return fail(Error::unchecked(file.string(), "cannot be written: " + error.message()));
  return store::write_file(file, json::write_pretty(value));
}

json::Object evidence_of(const CommandRecord& record) {
  json::Array argv;
  for (const std::string& word : record.argv) argv.emplace_back(word);
  return json::Object{{"argv", std::move(argv)},       {"end", record.end},
                      {"succeeded", record.succeeded}, {"took_ms", std::int64_t{record.took.count()}},
                      {"stdout", record.out},          {"stderr", record.err}};
}

json::Object evidence_of(const Watched& watched) {
  json::Array answers;
  for (const Observation& seen : watched.observations) {
    answers.emplace_back(
        json::Object{{"first", format_rfc3339(seen.first)}, {"times", seen.times}, {"said", seen.said}});
  }
  return json::Object{{"good", watched.good},
                      {"reason", watched.reason},
                      {"took_ms", std::int64_t{watched.took.count()}},
                      {"answers", std::move(answers)}};
}

json::Array evidence_of(const std::vector<Uptime>& uptimes) {
  json::Array all;
  for (const Uptime& uptime : uptimes) {
    json::Array gaps;
    for (const Gap& gap : uptime.gaps) {
      gaps.emplace_back(json::Object{{"start", format_milliseconds(gap.start)},
                                     {"length_ms", std::int64_t{gap.length.count()}},
                                     {"ended", gap.ended},
                                     {"reason", gap.reason}});
    }
    all.emplace_back(json::Object{{"machine", uptime.key.machine},
                                  {"service", uptime.key.service},
                                  {"asked", uptime.asked},
                                  {"healthy", uptime.good},
                                  {"gaps", std::move(gaps)}});
  }
  return all;
}

std::string format_milliseconds(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds).count();
  std::string text = format_rfc3339(seconds);
  return text.insert(text.size() - 1, fmt::format(".{:03}", rest));
}

}  // namespace pushgate::rollout
