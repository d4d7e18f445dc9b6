// SPDX-License-Identifier: Apache-2.0
#include "rollout/real_hosts.hpp"

#include <chrono>
#include <utility>

#include "adapter/net/http.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "rollout/answers.hpp"

namespace pushgate::rollout {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Answered {
  int status = 0;  ///< 0: no answer
  std::string body;
  std::string problem;  ///< why there is no whole answer
};

/// One question. The client is made for it and goes with it, and so does its connection.
Answered ask(const Target& target, const std::string& path, milliseconds timeout) {
  const auto url = net::Url::parse(fmt::format("http://{}:{}{}", target.host, target.health_port, path));
  if (!url) return {0, {}, url.error().what};
  net::Options options;
  options.total_time = timeout;
  net::Client client(options);
  net::Request request;
  request.url = *url;
  request.headers.add("Accept", "application/json");
  request.headers.add("Connection", "close");
  auto stream = client.open(request);
  if (!stream) return {0, {}, stream.error().error.what};
  Answered answered{stream->status, {}, {}};
  auto body = net::read_body(*stream, target.host, k_answer_bytes);
  if (body)
    answered.body = std::move(*body);
  else
    answered.problem = body.error().error.what;
  return answered;
}

std::string last_of(std::string text) {
  if (text.size() > k_kept_output) text.erase(0, text.size() - k_kept_output);
  return text;
}

}  // namespace

RealHosts::RealHosts(plan::Rollout rollout, std::string folder, Variables variables)
    : m_rollout(std::move(rollout)),
      m_folder(folder.empty() ? "." : std::move(folder)),
      m_variables(std::move(variables)) {}

Result<void> RealHosts::check_programs(const Target& target, const Release& release) const {
  const plan::Delivery& delivery = m_rollout.of(target.key.machine);
  for (const auto* words :
       {&delivery.command, &delivery.rollback_command, &delivery.logs, &delivery.identity_command}) {
    if (!words->empty())
      TRY(host_command(*words, delivery, target, release, m_folder, m_variables)
              .map([](const process::ProcessSpec&) {}));
  }
  return {};
}

HealthAnswer RealHosts::health(const Target& target) {
  const Answered answered = ask(target, "/health", m_rollout.of(target.key.machine).timeout);
  HealthAnswer answer;
  answer.answered = answered.status != 0;
  answer.reason = answered.problem.empty() ? why_ill(answered.status, answered.body) : answered.problem;
  answer.good = answer.reason.empty();
  return answer;
}

Result<Identity> RealHosts::identity(const Target& target, const Release& release) {
  const plan::Delivery& delivery = m_rollout.of(target.key.machine);
  if (delivery.identity_command.empty()) {
    const Answered answered = ask(target, delivery.identity_endpoint, delivery.timeout);
    TRY(check_interrupt());
    if (!answered.problem.empty()) return Identity{{}, answered.problem};
    if (answered.status != 200)
      return Identity{{}, fmt::format("{} answered {}", delivery.identity_endpoint, answered.status)};
    return read_identity(answered.body, delivery.identity_member);
  }
  TRY_ASSIGN(const CommandRecord record, run(delivery.identity_command, target, release));
  if (record.succeeded) return read_identity(record.out, delivery.identity_member);
  const std::string last = process::last_line(record.err);
  return Identity{{}, "identity command " + record.end + (last.empty() ? "" : ": " + last)};
}

Result<CommandRecord> RealHosts::change(const Target& target, const Release& release, bool back) {
  const plan::Delivery& delivery = m_rollout.of(target.key.machine);
  const bool own = back && !delivery.rollback_command.empty();
  return run(own ? delivery.rollback_command : delivery.command, target, release);
}

Result<std::optional<CommandRecord>> RealHosts::logs(const Target& target, const Release& release) {
  const plan::Delivery& delivery = m_rollout.of(target.key.machine);
  if (delivery.logs.empty()) return std::nullopt;
  TRY_ASSIGN(CommandRecord record, run(delivery.logs, target, release));
  return record;
}

Result<CommandRecord> RealHosts::run(const std::vector<std::string>& words, const Target& target,
                                     const Release& release) const {
  const plan::Delivery& delivery = m_rollout.of(target.key.machine);
  CommandRecord record;
  const auto started = steady_clock::now();
  auto spec = host_command(words, delivery, target, release, m_folder, m_variables);
  if (!spec) {
    record.argv = words;
    record.end = spec.error().what;
    return record;
  }
  record.argv = spec->argv;
  auto output = process::run(*spec);
  TRY(check_interrupt());
  record.took = duration_cast<milliseconds>(steady_clock::now() - started);
  if (!output) {
    record.end = output.error().what;
    return record;
  }
  record.succeeded = output->succeeded();
  record.end = process::describe_end(*spec, *output);
  record.out = last_of(std::move(output->out));
  record.err = last_of(std::move(output->err));
  return record;
}

}  // namespace pushgate::rollout
