// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_pass.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <numeric>
#include <optional>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "base/format.hpp"
#include "oci/layer_pipeline.hpp"

namespace pushgate::oci {

namespace {

/// One layer to be read: which, and for what.
struct Job {
  std::size_t layer = 0;
  Selection selection;
};

/// Each layer has four threads of its own, of which inflate and the hashes keep one or two busy: two layers
/// at a time fill two processors, and memory stays small.
std::size_t side_by_side(std::size_t jobs) {
  return std::min<std::size_t>(jobs, std::clamp(std::thread::hardware_concurrency() / 2, 2u, 4u));
}

/// Reads the jobs' layers side by side, the largest first. After an error, layers behind it are given up and
/// layers before it are read on: the first error in layer order does not depend on who was faster.
class SideBySide {
 public:
  SideBySide(ImageSource& source, const Image& image, const std::vector<Job>& jobs, ContentWatcher* watcher,
             Progress& progress)
      : m_source(source),
        m_image(image),
        m_jobs(jobs),
        m_watcher(watcher),
        m_progress(progress),
        m_results(jobs.size()) {
    m_order.resize(jobs.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    std::stable_sort(m_order.begin(), m_order.end(),
                     [&](std::size_t a, std::size_t b) { return descriptor(a).size > descriptor(b).size; });
  }

  Result<std::vector<LayerFacts>> run() {
    {
      std::vector<std::jthread> helpers;
      for (std::size_t i = 1; i < side_by_side(m_jobs.size()); ++i) {
        try {
          helpers.emplace_back([this] { work(); });
        } catch (const std::system_error&) {
          break;  // fewer threads do the same work
        }
      }
      work();
    }
    if (m_first_failed < m_jobs.size()) return fail(std::move(*m_results[m_first_failed]).error());
    std::vector<LayerFacts> facts;
    facts.reserve(m_jobs.size());
    for (auto& result : m_results) facts.push_back(std::move(**result));
    return facts;
  }

 private:
  const Descriptor& descriptor(std::size_t job) const { return m_image.manifest.layers[m_jobs[job].layer]; }

  void work() {
    for (std::size_t turn = m_next++; turn < m_order.size(); turn = m_next++) {
      const std::size_t job = m_order[turn];
      if (m_first_failed < job) continue;
      m_results[job] = read(job);
      if (*m_results[job]) continue;
      std::size_t first = m_first_failed;
      while (job < first && !m_first_failed.compare_exchange_weak(first, job)) {
      }
    }
  }

  Result<LayerFacts> read(std::size_t job) {
    const auto during = [&](Error error) {
      return fail(std::move(error).during(
          fmt::format("reading layer {} of {}", m_jobs[job].layer + 1, m_image.manifest.layers.size())));
    };
    auto blob = m_source.blob(descriptor(job));
    if (!blob) return during(std::move(blob).error());
    auto facts = run_layer_pipeline(std::move(*blob), descriptor(job),
                                    m_image.config.diff_ids[m_jobs[job].layer], m_jobs[job].selection,
                                    m_watcher, m_progress, [&] { return m_first_failed < job; });
    if (!facts) return during(std::move(facts).error());
    return facts;
  }

  ImageSource& m_source;
  const Image& m_image;
  const std::vector<Job>& m_jobs;
  ContentWatcher* m_watcher;
  Progress& m_progress;
  std::vector<std::size_t> m_order;
  std::vector<std::optional<Result<LayerFacts>>> m_results;
  std::atomic<std::size_t> m_next = 0;
  std::atomic<std::size_t> m_first_failed = static_cast<std::size_t>(-1);
};

Result<std::vector<LayerFacts>> read_jobs(ImageSource& source, const Image& image,
                                          const std::vector<Job>& jobs, std::string_view phase,
                                          ContentWatcher* watcher, Progress& progress) {
  if (image.config.diff_ids.size() != image.manifest.layers.size())
    return fail(Error::unchecked(image.name,
                                 fmt::format("has {} layers but {} diff_ids", image.manifest.layers.size(),
                                             image.config.diff_ids.size())));
  std::uint64_t total = 0;
  for (const Job& job : jobs) total += image.manifest.layers[job.layer].size;
  progress.begin(phase, total);
  auto facts = SideBySide(source, image, jobs, watcher, progress).run();
  progress.end();
  return facts;
}

}  // namespace

Result<LayerFacts> read_layer(ImageSource& source, const Descriptor& layer, const Digest& diff_id,
                              const Selection& selection, Progress& progress) {
  TRY_ASSIGN(auto blob, source.blob(layer));
  return run_layer_pipeline(std::move(blob), layer, diff_id, selection, nullptr, progress,
                            [] { return false; });
}

Result<std::vector<LayerFacts>> read_layers(ImageSource& source, const Image& image,
                                            const Selection& selection, Progress& progress,
                                            ContentWatcher* watcher) {
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) jobs.push_back({i, selection});
  return read_jobs(source, image, jobs, "reading layers", watcher, progress);
}

Result<void> read_contents(ImageSource& source, const Image& image, std::span<const WantedFile> files,
                           const FileProber* prober, std::vector<LayerFacts>& layers, Progress& progress) {
  std::unordered_map<std::string_view, Want> wanted;
  for (const WantedFile& file : files) wanted.emplace(file.path.str(), file.want);
  const auto lacks = [](EntryView entry) { return entry.is_file() && !entry.content(); };
  const auto is_wanted = [&](EntryView entry) { return lacks(entry) && wanted.contains(entry.path()); };
  Selection selection(
      [&](const ListedFile& file) {
        const auto found = wanted.find(file.path);
        return found == wanted.end() ? Want::nothing : found->second;
      },
      prober);
  selection.lists_all = false;
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const EntryTable& entries = layers[i].entries;
    if (std::any_of(entries.begin(), entries.end(), is_wanted)) jobs.push_back({i, selection});
  }
  if (jobs.empty()) return {};
  TRY_ASSIGN(const auto again, read_jobs(source, image, jobs, "reading linked files", nullptr, progress));
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    EntryTable& entries = layers[jobs[job].layer].entries;
    for (const EntryView found : again[job].entries) {
      const std::size_t at = entries.position(found.path());
      if (at == entries.size() || entries[at].path() != found.path() || !lacks(entries[at])) continue;
      entries.set_content(at, {found.sha256(), found.content(), found.probed(), found.mtime()});
    }
  }
  return {};
}

}  // namespace pushgate::oci
