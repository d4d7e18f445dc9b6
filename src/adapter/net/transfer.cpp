// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/transfer.hpp"

#include <algorithm>
#include <cstring>

#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::net {

namespace {

constexpr int k_poll_milliseconds = 100;  // how long a signal may wait to be seen

}  // namespace

Transfer::Transfer(std::shared_ptr<Client::Pool> pool, const Options& options, const Request& request)
    : m_pool(std::move(pool)),
      m_options(options),
      m_host(request.url.authority()),
      m_body(request.body),
      m_source(request.source),
      m_channel(m_pool->take()) {
  if (m_channel.easy && m_channel.multi) set_up(request);
}

Transfer::~Transfer() {
  if (!m_channel.easy || !m_channel.multi) return;
  // Removing a transfer that has not come to its end closes its connection.
  curl_multi_remove_handle(m_channel.multi.get(), m_channel.easy.get());
  curl_easy_reset(m_channel.easy.get());
  m_pool->give_back(std::move(m_channel));
}

void Transfer::set_up(const Request& request) {
  CURL* easy = m_channel.easy.get();
  curl_easy_setopt(easy, CURLOPT_URL, request.url.str().c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(m_options.connect_seconds));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_curl_text);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 131072L);
  if (!m_options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, m_options.ca_file.c_str());
  if (request.url.is_loopback()) curl_easy_setopt(easy, CURLOPT_PROXY, "");

  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);

  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    if (request.method != "DELETE") {
      m_progression.to_send = m_source != nullptr ? request.size : m_body.size();
      curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 262144L);
      curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(m_progression.to_send));
      curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_send);
      curl_easy_setopt(easy, CURLOPT_READDATA, this);
      curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
      curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  curl_slist* list = curl_slist_append(nullptr, "User-Agent: pushgate");
  // Waiting for "100 Continue" costs a second with servers that do not send it.
  list = curl_slist_append(list, "Expect:");
  for (const auto& [name, value] : request.headers.fields())
    list = curl_slist_append(list, fmt::format("{}: {}", name, value).c_str());
  m_header_list.reset(list);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

Outcome<void> Transfer::start() {
  if (!m_channel.easy || !m_channel.multi || !m_header_list ||
      curl_multi_add_handle(m_channel.multi.get(), m_channel.easy.get()) != CURLM_OK)
    return tl::unexpected(Failure{Error::unchecked(m_host, "no memory for a connection"), false});
  if (!pump_until([this] { return m_progression.answered; })) return tl::unexpected(*m_failure);
  return {};
}

Result<std::size_t> Transfer::read(std::span<std::uint8_t> buffer) {
  if (!pump_until([this] { return m_read < m_buffer.size() || m_done; })) return fail(m_failure->error);
  const std::size_t count = std::min(buffer.size(), m_buffer.size() - m_read);
  if (count != 0) std::memcpy(buffer.data(), m_buffer.data() + m_read, count);
  m_read += count;
  if (m_read == m_buffer.size()) {
    m_buffer.clear();
    m_read = 0;
  }
  return count;
}

template <typename Done>
bool Transfer::pump_until(Done done) {
  CURLM* multi = m_channel.multi.get();
  m_last_byte = std::chrono::steady_clock::now();
  while (!done()) {
    if (m_failure) return false;
    if (auto interrupt = check_interrupt(); !interrupt) {
      fail_with({interrupt.error(), false});
      return false;
    }
    if (m_paused && m_buffer.empty()) {
      m_paused = false;
      curl_easy_pause(m_channel.easy.get(), CURLPAUSE_CONT);
      continue;
    }
    int running = 0;
    curl_multi_perform(multi, &running);
    int queued = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &queued))
      if (message->msg == CURLMSG_DONE) finish(message->data.result);
    if (m_done || m_failure || done()) continue;
    if (m_options.total_time && std::chrono::steady_clock::now() - m_started > *m_options.total_time) {
      fail_with(explain_total(m_host, *m_options.total_time, m_progression));
      continue;
    }
    const auto before = std::chrono::steady_clock::now();
    curl_multi_poll(multi, nullptr, 0, k_poll_milliseconds, nullptr);
    const auto now = std::chrono::steady_clock::now();
    m_waited += now - before;

    curl_off_t connect_time = 0;
    curl_easy_getinfo(m_channel.easy.get(), CURLINFO_PRETRANSFER_TIME_T, &connect_time);
    if (connect_time == 0) {  // libcurl's own time-out rules
      m_last_byte = now;
      m_waited = {};
    }
    const std::chrono::seconds stall(m_options.stall_seconds);
    if (now - m_last_byte > stall)
      fail_with(explain_stall(m_host, m_options, m_progression));
    else if (m_waited > stall && m_moved != 0)
      fail_with(explain_trickle(m_host, m_options, m_progression));
  }
  return !m_failure || m_read < m_buffer.size();
}

void Transfer::finish(CURLcode result) {
  m_done = true;
  if (m_failure) return;
  if (result != CURLE_OK)
    fail_with(explain(m_channel.easy.get(), result, m_curl_text, m_host, m_options, m_progression));
  else if (!m_progression.answered)
    fail_with({Error::unchecked(m_host, "closed the connection without an answer"), true});
}

void Transfer::fail_with(Failure failure) {
  if (!m_failure) m_failure = std::move(failure);
}

void Transfer::note(std::size_t bytes) {
  m_last_byte = std::chrono::steady_clock::now();
  m_moved += bytes;
  if (m_moved < k_least_bytes) return;
  m_moved = 0;
  m_waited = {};
}

std::size_t Transfer::take_header(std::string_view line) {
  note(line.size());
  m_header_bytes += line.size();
  if (m_header_bytes > k_header_bytes) {
    fail_with(
        {Error::unchecked(m_host, fmt::format("sent more than {} bytes of header fields", k_header_bytes)),
         false});
    return 0;
  }
  if (m_progression.answered) return line.size();  // trailer fields mean nothing to us
  if (line.starts_with("HTTP/")) {
    m_headers.clear();
  } else if (trim(line).empty()) {
    long status = 0;
    curl_easy_getinfo(m_channel.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    m_status = static_cast<int>(status);
    m_progression.answered = m_status >= 200;
    m_waited = {};  // for the body anew
    m_progression.expected = m_headers.content_length();
  } else {
    m_headers.add_line(line);
  }
  return line.size();
}

std::size_t Transfer::take_body(std::string_view bytes) {
  note(bytes.size());
  if (!m_buffer.empty() && m_buffer.size() + bytes.size() > k_buffer_bytes) {
    m_paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  m_buffer.append(bytes);
  m_progression.received += bytes.size();
  return bytes.size();
}

std::size_t Transfer::give_body(char* buffer, std::size_t room) {
  auto& at = m_progression;
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room, at.to_send - at.sent));
  std::size_t count = wanted;
  if (m_source == nullptr) {
    std::memcpy(buffer, m_body.data() + at.sent, wanted);
  } else if (wanted != 0) {
    auto read = m_source->read({reinterpret_cast<std::uint8_t*>(buffer), wanted});
    if (!read) {
      fail_with({std::move(read).error(), false});
      return CURL_READFUNC_ABORT;
    }
    count = *read;
    if (count == 0) {
      fail_with(
          {Error::unchecked(m_host, fmt::format("upload has {} of {} bytes", at.sent, at.to_send)), false});
      return CURL_READFUNC_ABORT;
    }
  }
  at.sent += count;
  note(count);
  return count;
}

bool Transfer::rewind() {
  if (m_source != nullptr && m_progression.sent != 0) return false;
  m_progression.sent = 0;
  return true;
}

std::size_t Transfer::on_header(char* data, std::size_t, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_header({data, count});
}
std::size_t Transfer::on_body(char* data, std::size_t, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_body({data, count});
}
std::size_t Transfer::on_send(char* data, std::size_t one, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->give_body(data, one * count);
}
int Transfer::on_seek(void* self, curl_off_t offset, int origin) {
  const bool to_start = offset == 0 && origin == SEEK_SET;
  return to_start && static_cast<Transfer*>(self)->rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK;
}

}  // namespace pushgate::net
