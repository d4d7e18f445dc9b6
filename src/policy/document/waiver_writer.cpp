// SPDX-License-Identifier: Apache-2.0
#include "policy/document/waiver_writer.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/document/waiver_place.hpp"

namespace pushgate::policy {

namespace {

constexpr std::string_view k_key = "waivers";

/// A text as YAML reads it back, in lines and in brackets alike.
std::string scalar(std::string_view text) {
  static constexpr std::string_view k_signs =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./@:+%_-;()";
  const bool plain = !text.empty() && text.find_first_not_of(k_signs) == std::string_view::npos &&
                     k_signs.find(text.front()) < k_signs.find(' ') && text.back() != ' ' &&
                     text.back() != ':' && text.find(": ") == std::string_view::npos && text != "null" &&
                     text != "Null" && text != "NULL";
  return plain ? std::string(text) : json::write(text);
}

using Member = std::pair<std::string_view, std::string>;

std::vector<Member> members_of(const Waiver& waiver) {
  std::vector<Member> members = {{"rule", scalar(waiver.rule)}};
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) members.emplace_back(key, scalar(value));
  };
  add("subject", waiver.subject);
  add("versions", waiver.versions);
  add("service", waiver.service);
  if (waiver.image) add("image", waiver.image->to_string());
  add("reason", waiver.reason);
  add("owner", waiver.owner);
  add("ticket", waiver.ticket);
  add("expires", format_date(waiver.expires));
  return members;
}

std::string in_braces(const Waiver& waiver) {
  std::vector<std::string> members;
  for (const auto& [key, value] : members_of(waiver)) members.push_back(fmt::format("{}: {}", key, value));
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

/// `- rule: …` and the members below it.
std::string lines_of(const Waiver& waiver) {
  std::string lines;
  for (const auto& [key, value] : members_of(waiver))
    lines += fmt::format("{}{}: {}\n", lines.empty() ? "- " : "  ", key, value);
  return lines;
}

bool same_tree(const yaml::Node& a, const yaml::Node& b);

bool same_entry(const yaml::Entry& a, const yaml::Entry& b) {
  return a.key == b.key && same_tree(a.value, b.value);
}

bool same_tree(const yaml::Node& a, const yaml::Node& b) {
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
         std::ranges::equal(a.elements, b.elements, same_tree) &&
         std::ranges::equal(a.entries, b.entries, same_entry);
}

/// Whether two documents say the same but for their waivers.
bool same_but_for_waivers(const yaml::Node& a, const yaml::Node& b) {
  const auto rest = [](const yaml::Node& root) {
    std::vector<yaml::Entry> entries;
    std::ranges::copy_if(root.entries, std::back_inserter(entries),
                         [](const auto& one) { return one.key != k_key; });
    return entries;
  };
  return std::ranges::equal(rest(a), rest(b), same_entry);
}

/// New values in the places of the old ones, and a ticket behind the day where there was none.
std::optional<std::vector<Edit>> renewal(const DocumentLines& document, const yaml::Node& old,
                                         const Waiver& waiver) {
  std::vector<Edit> edits;
  for (const auto& [key, value] : members_of(waiver)) {
    const yaml::Node* node = old.find(key);
    const bool changes = key == "reason" || key == "owner" || key == "ticket" || key == "expires";
    if (!changes || node == nullptr) continue;
    const auto end = end_of_scalar(document, *node);
    if (!end) return std::nullopt;
    const std::size_t at = document.offset(node->at);
    if (node->text != (key == "expires"  ? format_date(waiver.expires)
                       : key == "reason" ? waiver.reason
                       : key == "owner"  ? waiver.owner
                                         : waiver.ticket))
      edits.push_back({at, *end - at, value});
  }
  if (waiver.ticket.empty() || old.find("ticket") != nullptr) return edits;
  const yaml::Node* day = old.find("expires");
  const auto end = day == nullptr ? std::nullopt : end_of_scalar(document, *day);
  if (!end) return std::nullopt;
  if (document.text()[document.offset(old.at)] == '{') {
    edits.push_back({*end, 0, ", ticket: " + scalar(waiver.ticket)});
  } else {
    const std::size_t line_end = std::min(document.text().find('\n', *end), document.text().size());
    const std::size_t at = line_end > *end && document.text()[line_end - 1] == '\r' ? line_end - 1 : line_end;
    edits.push_back({at, 0,
                     fmt::format("{}{}ticket: {}", document.line_end(), std::string(old.at.column - 1, ' '),
                                 scalar(waiver.ticket))});
  }
  return edits;
}

/// What a policy would say against the waiver, without a place: it stands nowhere yet.
Result<void> check_alone(const Waiver& waiver) {
  const auto policy = parse_policy("version: 1\nfail_on: [HIGH]\nwaivers: [" + in_braces(waiver) + "]\n", "");
  if (policy && policy->waivers == std::vector{waiver}) return {};
  Error error = policy ? Error::misuse("", "it cannot be written as YAML") : policy.error();
  error.subject = "the new waiver";
  for (Error& further : error.also) further.subject = error.subject;
  return fail(std::move(error));
}

}  // namespace

Result<std::string> add_waiver(std::string_view text, std::string_view file_name, const Waiver& waiver,
                               SameWaiver same) {
  TRY_ASSIGN(const Policy before, parse_policy(text, file_name));
  TRY(check_alone(waiver));
  std::vector<Waiver> expected = before.waivers;
  const auto old =
      std::ranges::find_if(expected, [&](const Waiver& one) { return waive_the_same(one, waiver); });
  const bool renews = old != expected.end();
  if (renews && same == SameWaiver::refused) {
    const std::string extent = extent_of(waiver);
    return fail(Error::refused(std::string(file_name),
                               fmt::format("has a waiver of {}{} already, by {} until {}", waiver.rule,
                                           extent.empty() ? "" : " for " + extent, old->owner,
                                           format_date(old->expires)))
                    .with_hint("renew it with --replace"));
  }
  yaml::Problems problems{std::string(file_name)};
  const auto root = yaml::parse(text, problems);
  const DocumentLines document(text);
  std::optional<std::vector<Edit>> edits;
  if (renews) {
    const auto index = static_cast<std::size_t>(old - expected.begin());
    edits = renewal(document, root->find(k_key)->elements.at(index), waiver);
    const std::string ticket = waiver.ticket.empty() ? old->ticket : waiver.ticket;
    *old = waiver;
    old->ticket = ticket;
  } else {
    edits = insertion(document, *root, k_key, lines_of(waiver), in_braces(waiver));
    expected.push_back(waiver);
  }
  const auto by_hand = [&](const std::string& why) {
    return fail(Error::unchecked(std::string(file_name), "is not changed: " + why)
                    .with_hint("put it into the list of waivers by hand: - " + in_braces(waiver)));
  };
  if (!edits)
    return by_hand("it is written in a way that leaves no place for a waiver without other changes");
  std::string changed = apply_edits(text, *edits);
  const auto after = parse_policy(changed, file_name);
  if (!after) return by_hand("it could not be read with the waiver in it");
  const auto changed_root = yaml::parse(changed, problems);
  if (after->waivers != expected || !changed_root || !same_but_for_waivers(*root, *changed_root))
    return by_hand("with the waiver in it, it would say something else");
  return changed;
}

}  // namespace pushgate::policy
