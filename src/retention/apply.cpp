// SPDX-License-Identifier: Apache-2.0
#include "retention/apply.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "oci/layer_elsewhere.hpp"
#include "retention/read_graph.hpp"

namespace pushgate::retention {

namespace {

using Place = Graph::Place;

constexpr std::size_t k_at_once = 8;

Error changed(const PlannedRepository& plan, std::string what) {
  return Error::refused(plan.name, "has changed since the plan was made: " + std::move(what))
      .with_hint("make the plan again: pushgate retention plan -o FILE");
}

const PlannedManifest* find(const PlannedRepository& plan, const Digest& digest) {
  const auto found =
      std::lower_bound(plan.manifests.begin(), plan.manifests.end(), digest,
                       [](const PlannedManifest& one, const Digest& wanted) { return one.digest < wanted; });
  return found == plan.manifests.end() || found->digest != digest ? nullptr : &*found;
}

/// Nothing is new, and nothing is missing but what was to go.
Result<void> check_same(const PlannedRepository& plan, const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    const auto* planned = find(plan, node.digest);
    if (planned == nullptr) return fail(changed(plan, node.digest.to_string() + " is new"));
    if (planned->tags != node.tags)
      return fail(changed(plan, fmt::format("{} has the tags [{}]; expected [{}]", node.digest.to_string(),
                                            fmt::join(node.tags, " "), fmt::join(planned->tags, " "))));
  }
  for (const auto& planned : plan.manifests)
    if (!planned.remove && !graph.find(planned.digest))
      return fail(changed(plan, planned.digest.to_string() + " is not there any more"));
  return {};
}

/// Nothing that stays needs what goes.
Result<void> check_safe(const PlannedRepository& plan, const Graph& graph, const std::vector<bool>& going,
                        const Protected& spared) {
  for (Place place = 0; place < going.size(); ++place) {
    const auto found = spared.find(graph.nodes()[place].digest);
    if (found == spared.end()) continue;
    if (going[place])
      return fail(
          Error::refused(plan.name, fmt::format("{} must stay now: {}",
                                                graph.nodes()[place].digest.to_string(), found->second))
              .with_hint("make the plan again: pushgate retention plan -o FILE"));
  }
  std::vector<Place> staying;
  for (Place place = 0; place < going.size(); ++place)
    if (!going[place]) staying.push_back(place);
  const auto needed = graph.reach(staying);
  for (Place place = 0; place < going.size(); ++place)
    if (going[place] && needed[place])
      return fail(Error::refused(plan.name, fmt::format("{} is needed by what stays, or belongs to it",
                                                        graph.nodes()[place].digest.to_string()))
                      .with_hint("make the plan again: pushgate retention plan -o FILE"));
  return {};
}

/// What keeps others before them. In a circle, one of them is the first.
std::vector<Place> order_of(const Graph& graph, const std::vector<bool>& going) {
  std::vector<std::size_t> before(going.size());
  for (Place place = 0; place < going.size(); ++place)
    if (going[place])
      for (const Place next : graph.keeps(place)) ++before[next];
  std::vector<bool> placed(going.size());
  std::vector<Place> order;
  const auto put = [&](Place first) {
    std::vector<Place> ready = {first};
    placed[first] = true;
    while (!ready.empty()) {
      const Place place = ready.back();
      ready.pop_back();
      order.push_back(place);
      for (const Place next : graph.keeps(place)) {
        if (--before[next] != 0 || !going[next] || placed[next]) continue;
        placed[next] = true;
        ready.push_back(next);
      }
    }
  };
  for (Place place = 0; place < going.size(); ++place)
    if (going[place] && !placed[place] && before[place] == 0) put(place);
  for (Place place = 0; place < going.size(); ++place)
    if (going[place] && !placed[place]) put(place);
  return order;
}

/// Those blobs of the manifests that are not there, each asked for once: images share most of theirs.
Result<std::set<Digest>> missing_blobs(const Graph& graph, const std::vector<Place>& kept,
                                       RepositoryStore& store) {
  std::map<Digest, const oci::Descriptor*> blobs;
  for (const Place place : kept)
    for (const auto& blob : graph.nodes()[place].blobs)
      if (!oci::is_elsewhere(blob.media_type)) blobs.emplace(blob.digest, &blob);
  const std::vector<std::pair<Digest, const oci::Descriptor*>> asked(blobs.begin(), blobs.end());
  std::vector<Result<bool>> there(asked.size(), false);
  const auto look = [&](std::size_t i) -> Result<bool> {
    TRY(check_interrupt());
    return store.has_blob(*asked[i].second);
  };
  side_by_side(
      asked.size(), [&](std::size_t i) { there[i] = look(i); }, k_at_once);
  std::set<Digest> missing;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    TRY_ASSIGN(const bool found, std::move(there[i]));
    if (!found) missing.insert(asked[i].first);
  }
  return missing;
}

/// What is wrong with a manifest that was to stay; empty: nothing.
Result<std::string> look_at(const Node& node, const std::set<Digest>& missing, RepositoryStore& store) {
  TRY(check_interrupt());
  TRY_ASSIGN(const auto document, store.manifest(node.digest));
  if (!document) return node.digest.to_string() + ": is not there";
  for (const auto& blob : node.blobs)
    if (missing.contains(blob.digest))
      return fmt::format("{}: blob {} is not there", node.digest.to_string(), blob.digest.to_string());
  return std::string();
}

Result<void> verify(const Graph& graph, const std::vector<bool>& removed, RepositoryStore& store,
                    Applied& applied) {
  std::vector<Place> kept;
  for (Place place = 0; place < removed.size(); ++place)
    if (!removed[place]) kept.push_back(place);
  TRY_ASSIGN(const auto missing, missing_blobs(graph, kept, store));
  std::vector<Result<std::string>> wrong(kept.size());
  side_by_side(
      kept.size(), [&](std::size_t i) { wrong[i] = look_at(graph.nodes()[kept[i]], missing, store); },
      k_at_once);
  for (auto& one : wrong) {
    TRY_ASSIGN(auto text, std::move(one));
    if (text.empty())
      ++applied.whole;
    else
      applied.broken.push_back(std::move(text));
  }
  return {};
}

}  // namespace

Result<Remaining> check_plan(const PlannedRepository& plan, RepositoryStore& store,
                             const std::vector<Digest>& known,
                             const std::function<Protected(const Graph&)>& spare) {
  // What lost its tag or its index to a run before is found by its digest alone.
  std::vector<Digest> wanted = known;
  for (const auto& planned : plan.manifests) wanted.push_back(planned.digest);
  TRY_ASSIGN(Graph graph, read_graph(store, wanted));
  TRY(check_same(plan, graph));
  std::vector<bool> going(graph.nodes().size());
  for (Place place = 0; place < going.size(); ++place)
    going[place] = find(plan, graph.nodes()[place].digest)->remove;
  TRY(check_safe(plan, graph, going, spare(graph)));
  auto order = order_of(graph, going);
  const std::size_t gone = plan.removals() - order.size();
  return Remaining{std::move(graph), std::move(going), std::move(order), gone};
}

Result<Applied> apply_plan(const Remaining& remaining, RepositoryStore& store,
                           const std::function<void(const std::string&)>& say) {
  Applied applied;
  const Graph& graph = remaining.graph;
  std::vector<bool> left(graph.nodes().size());  // with what the store refused to remove
  std::vector<bool> removed(graph.nodes().size());
  for (const Place place : remaining.order) {
    if (left[place]) continue;
    const Node& node = graph.nodes()[place];
    const auto during = [&](Error error) {
      return fail(std::move(error).during(
          fmt::format("removing {}; {} of {} are removed, and the same command goes on from there",
                      node.digest.to_string(), applied.removed, remaining.order.size())));
    };
    if (const auto interrupted = check_interrupt(); !interrupted) return during(interrupted.error());
    const auto answer = store.remove(node.digest);
    if (!answer) return during(answer.error());
    if (answer->kind == Answer::Kind::refused) {
      applied.refused.push_back(fmt::format("{}: {}", node.digest.to_string(), answer->reason));
      const auto with_it = graph.reach({place});
      for (Place other = 0; other < left.size(); ++other) left[other] = left[other] || with_it[other];
      continue;
    }
    removed[place] = true;
    ++applied.removed;
    say(fmt::format("removed {}{}{}", node.digest.to_string(), node.tags.empty() ? "" : " ",
                    fmt::join(node.tags, " ")));
  }
  if (auto verified = verify(graph, removed, store, applied); !verified) {
    return fail(
        std::move(verified).error().during(fmt::format("looking whether what stays is whole; {} of {} are "
                                                       "removed, and `pushgate verify --fleet` looks again",
                                                       applied.removed, remaining.order.size())));
  }
  return applied;
}

}  // namespace pushgate::retention
