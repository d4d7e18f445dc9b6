// SPDX-License-Identifier: Apache-2.0
#include "retention/decide.hpp"

#include <algorithm>
#include <functional>
#include <regex>
#include <utility>

#include "base/format.hpp"

namespace pushgate::retention {

namespace {

using Place = Graph::Place;
using Kind = Graph::Kind;

/// The tags that name the image; those of fallback tags and cosign's do not.
std::vector<std::string_view> own_tags(const Node& node) {
  std::vector<std::string_view> tags;
  for (const auto& tag : node.tags)
    if (!owner_of_tag(tag)) tags.push_back(tag);
  return tags;
}

std::optional<Date> newest_day(const Node& node) {
  std::optional<Date> newest;
  for (const auto tag : own_tags(node))
    if (const auto day = day_of_tag(tag); day && (!newest || *day > *newest)) newest = day;
  return newest;
}

class Rules {
 public:
  Rules(const Graph& graph, const plan::RetentionRules& rules, const Protected& spared, Time now)
      : m_graph(graph), m_rules(rules), m_spared(spared), m_now(now) {
    for (const auto& pattern : rules.keep_tags) m_patterns.emplace_back(pattern);
    find_last_day();
  }

  /// Why a node is kept for itself, the strongest reason first; empty: no rule keeps it.
  std::string of(Place place) const {
    const Node& node = m_graph.nodes()[place];
    std::vector<std::string> reasons;
    if (const auto found = m_spared.find(node.digest); found != m_spared.end())
      reasons.push_back(found->second);
    if (m_graph.kind(place) == Kind::image) note_tags(node, reasons);
    if (m_graph.kind(place) == Kind::untagged && m_rules.keep_untagged)
      reasons.emplace_back("has no tag (keep_untagged)");
    note_grace(place, reasons);
    return fmt::format("{}", fmt::join(reasons, "; "));
  }

 private:
  // Images of one day are not told apart: where the last that counts has company, all of them count.
  void find_last_day() {
    if (!m_rules.keep_last) return;
    std::vector<Date> days;
    for (Place place = 0; place < m_graph.nodes().size(); ++place)
      if (const auto day = newest_day(m_graph.nodes()[place])) days.push_back(*day);
    std::sort(days.begin(), days.end(), std::greater<>());
    if (days.empty()) return;
    m_last_day = days[std::min<std::size_t>(days.size(), *m_rules.keep_last) - 1];
  }

  void note_tags(const Node& node, std::vector<std::string>& reasons) const {
    const auto tags = own_tags(node);
    for (const auto tag : tags) {
      for (std::size_t i = 0; i < m_patterns.size(); ++i) {
        if (std::regex_search(tag.begin(), tag.end(), m_patterns[i]))
          reasons.push_back(fmt::format("tag {} matches {}", tag, m_rules.keep_tags[i]));
      }
    }
    const auto day = newest_day(node);
    if (day && m_last_day && *day >= *m_last_day)
      reasons.push_back(fmt::format("one of the newest {}", *m_rules.keep_last));
    if (m_rules.keep_days && is_younger(node, *m_rules.keep_days))
      reasons.push_back(fmt::format("not older than {} days", *m_rules.keep_days));
    const auto undated = std::find_if(tags.begin(), tags.end(), [](auto tag) { return !day_of_tag(tag); });
    if (m_rules.keep_undated && undated != tags.end())
      reasons.push_back(fmt::format("tag {} has no day (keep_undated)", *undated));
  }

  void note_grace(Place place, std::vector<std::string>& reasons) const {
    const Node& node = m_graph.nodes()[place];
    if (is_younger(node, m_rules.grace_days))
      reasons.push_back(fmt::format("in its grace period of {} days", m_rules.grace_days));
    // It may be on its way: an image is pushed before its tag is.
    const bool ageless = m_graph.kind(place) == Kind::untagged && !node.stored_at;
    if (ageless && !m_rules.keep_untagged) reasons.emplace_back("has no tag, and its age is not known");
  }

  bool is_younger(const Node& node, std::uint32_t days) const {
    const auto day = newest_day(node);
    const auto age = std::chrono::days(days);
    if (day && *day + age >= std::chrono::floor<std::chrono::days>(m_now)) return days > 0;
    return node.stored_at && *node.stored_at + age > m_now;
  }

  const Graph& m_graph;
  const plan::RetentionRules& m_rules;
  const Protected& m_spared;
  Time m_now;
  std::vector<std::regex> m_patterns;
  std::optional<Date> m_last_day;
};

std::string name_of(const Node& node) {
  return node.tags.empty() ? node.digest.to_string() : node.tags.front();
}

std::string why_kept(const Graph& graph, const std::vector<bool>& kept, Place place) {
  for (const Place owner : graph.owners(place))
    if (kept[owner]) return "belongs to " + name_of(graph.nodes()[owner]);
  for (const Place parent : graph.parents(place))
    if (kept[parent]) return "part of " + name_of(graph.nodes()[parent]);
  return "what belongs to it, or is a part of it, is kept for itself";
}

std::string why_gone(const Graph& graph, Place place) {
  if (graph.kind(place) == Kind::orphan) return "what it belongs to is not there";
  if (graph.kind(place) != Kind::part) return "no rule keeps it";
  const auto& owners = graph.owners(place);
  if (!owners.empty()) return "belongs to " + name_of(graph.nodes()[owners.front()]);
  return "part of " + name_of(graph.nodes()[graph.parents(place).front()]);
}

}  // namespace

std::optional<Date> day_of_tag(std::string_view tag) {
  constexpr std::size_t k_day = 8;
  if (tag.size() < k_day || (tag.size() > k_day && tag[k_day] != '-')) return std::nullopt;
  const auto day = tag.substr(0, k_day);
  if (day.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto date = parse_date(fmt::format("{}-{}-{}", day.substr(0, 4), day.substr(4, 2), day.substr(6, 2)));
  return date ? std::optional(*date) : std::nullopt;
}

std::vector<bool> keep_all_of(const Graph& graph, const std::vector<std::string>& rules) {
  const std::size_t count = graph.nodes().size();
  std::vector<bool> above(count);
  std::vector<Place> roots;
  std::vector<Place> candidates;
  for (Place place = 0; place < count; ++place) {
    if (!rules[place].empty()) {
      roots.push_back(place);
      above[place] = true;
    } else if (graph.kind(place) != Kind::part) {
      candidates.push_back(place);
    }
  }
  // A signature that is kept for itself is nothing without its image; what a host runs may be one platform of
  // an index, whose tag and receipt it needs.
  for (std::size_t next = 0; next < roots.size(); ++next) {
    const Place root = roots[next];
    for (const auto* uppers : {&graph.owners(root), &graph.parents(root)}) {
      for (const Place upper : *uppers) {
        if (above[upper]) continue;
        above[upper] = true;
        roots.push_back(upper);
      }
    }
  }
  const auto held = graph.reach(candidates);
  for (Place place = 0; place < count; ++place)
    if (!held[place]) roots.push_back(place);
  return graph.reach(roots);
}

Verdict decide(const Graph& graph, const plan::RetentionRules& rules, const Protected& spared, Time now) {
  const Rules asked(graph, rules, spared, now);
  Verdict verdict;
  const std::size_t count = graph.nodes().size();
  for (Place place = 0; place < count; ++place) verdict.rules.push_back(asked.of(place));
  verdict.kept = keep_all_of(graph, verdict.rules);
  for (Place place = 0; place < count; ++place) {
    if (!verdict.rules[place].empty())
      verdict.why.push_back(verdict.rules[place]);
    else
      verdict.why.push_back(verdict.kept[place] ? why_kept(graph, verdict.kept, place)
                                                : why_gone(graph, place));
  }
  return verdict;
}

}  // namespace pushgate::retention
