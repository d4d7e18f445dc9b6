// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/health_source.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

std::string judged(const std::string& answer) {
  const auto answers =
      find_health_answers("@app.get(\"/health\")\nasync def f():\n    return " + answer + "\n");
  if (answers.size() != 1) return "none";
  EXPECT_EQ(answers[0].line, 3u);
  if (answers[0].kind == HealthAnswer::Kind::right) return "right";
  return answers[0].kind == HealthAnswer::Kind::unknown ? "unknown" : answers[0].text;
}

TEST(HealthSource, what_is_returned_alone_or_in_a_response) {
  for (const auto* answer :
       {R"({"status": "ok"})", R"({'status': 'ok',})", R"(JSONResponse({"status": "ok"}))",
        R"(JSONResponse(status_code=200, content={"status": "ok"}))", R"(jsonify(status="ok"))",
        R"(jsonify({"status": "ok"}), 200)", R"(Response(json.dumps({"status": "ok"})))",
        R"('{"status":"ok"}')"})
    EXPECT_EQ(judged(answer), "right") << answer;
  EXPECT_EQ(judged(R"({"status": "ok", "uptime": now()})"), "with the member uptime");
  EXPECT_EQ(judged(R"({"status": "healthy"})"), "with the status healthy");
  EXPECT_EQ(judged(R"({})"), "without the member status");
  EXPECT_EQ(judged(R"("OK")"), "with another text");
}

TEST(HealthSource, what_is_put_together_is_not_known) {
  for (const auto* answer : {"state()", "answer", R"({"status": state})", R"({"status": "ok", **more})",
                             R"(f"{a}")", R"(Health(status="ok"))", ","})
    EXPECT_EQ(judged(answer), "unknown") << answer;
}

TEST(HealthSource, the_answer_of_an_ill_service_is_left_away) {
  EXPECT_EQ(judged(R"(JSONResponse({"status": "ill"}, status_code=503))"), "none");
  EXPECT_EQ(judged(R"(({"status": "ill"}), 503)"), "none");
  EXPECT_EQ(judged(", 503"), "none");
  EXPECT_EQ(judged("Response(,)"), "none");
}

TEST(HealthSource, other_routes_and_functions_are_left_alone) {
  EXPECT_TRUE(find_health_answers("@app.get('/healthz')\ndef f():\n  return 1\n").empty());
  EXPECT_TRUE(find_health_answers("@app.post('/health')\ndef f():\n  return 1\n").empty());
  EXPECT_TRUE(find_health_answers("# /health\ndef f():\n  return 1\n").empty());
  const auto named =
      find_health_answers("app.add_api_route('/health', f)\ndef g():\n  return 2\ndef f():\n  return 1\n");
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].line, 5u);
}

TEST(HealthSource, nested_calls_meet_a_limit) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "dumps(";
  EXPECT_EQ(judged(deep + std::string(20'000, ')')), "unknown");
}

}  // namespace
}  // namespace pushgate::scanners
