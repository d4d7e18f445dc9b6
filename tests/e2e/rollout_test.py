# SPDX-License-Identifier: Apache-2.0
"""`pushgate rollout`: canary, batch, rollback and status against real HTTP servers: good ones, ill ones, liars."""

import json
import os
import re
import urllib.request

from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, main
from support.fleet_hosts import make_key
from support.image import MANIFEST
from support.registries import free_port
from support.rollout_case import V1, V2, RolloutCase


class Good(RolloutCase):
    def test_a_canary_and_then_the_others(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        outcome = self.expect(PASSED, self.rollout("canary", V2))
        self.assertEqual(f"GOOD  canary of {V2} (run 3)\n  app on mainpc: runs {V2}\n"
                         "  downtime  none: N questions, each answered healthy\n"
                         f"  evidence  .pushgate/rollout/runs/0003\n  next      pushgate rollout batch {V2}\n", self.said(outcome.out))
        self.assertEqual(f"REGISTRY/app:{V2}: receipt by release, DIGEST-OF-{V2}\n"
                         f"app on mainpc: bringing it to {V2}\napp on mainpc: the command ended after N s\n"
                         f"app on mainpc: healthy 2 times in a row and runs DIGEST-OF-{V2}, after N s\n", self.said(outcome.err))
        self.assertEqual([V2, V1, V1], self.fleet.running())
        outcome = self.expect(PASSED, self.rollout("batch", V2))
        self.assertEqual(f"GOOD  batch of {V2} (run 4)\n  app on pc2: runs {V2}\n  app on pc3: runs {V2}\n"
                         "  downtime  none: N questions, each answered healthy\n  evidence  .pushgate/rollout/runs/0004\n",
                         self.said(outcome.out))
        self.assertIn("batch 1 of 2\n", outcome.err)
        self.assertEqual([f"{machine} app {V2}" for machine in ("mainpc", "pc2", "pc3")], self.fleet.commands())
        self.assertEqual([V2] * 3, self.fleet.running())

    def test_each_machine_goes_to_the_image_of_its_own_repository(self):
        digests = {machine: self.fleet.push(V1, machines=[machine]) for machine in self.fleet.machines}
        self.assertEqual(3, len(set(digests.values())))
        outcome = self.expect(PASSED, self.rollout("canary", V1, "--allow-down"))
        self.assertIn(f"{self.fleet.repository}/app:{V1}: receipt by release, {digests['mainpc']}\n", outcome.err)
        outcome = self.expect(PASSED, self.rollout("batch", V1, "--allow-down"))
        self.assertIn(f"{self.fleet.repository}/app/pc2:{V1}: receipt by release, {digests['pc2']}\n", outcome.err)
        self.assertEqual(digests, {machine: host.running() for machine, host in self.fleet.hosts.items()})

    def test_the_status_table(self):
        outcome = self.expect(PASSED, self.rollout("status"))
        self.assertIn("  mainpc   app      unknown  healthy  unknown: said nothing; expected a digest, sha256:…", outcome.out)
        self.everywhere(V1)
        self.assertEqual("  MACHINE  SERVICE  TAG               DIGEST        SINCE                 HEALTH   RUNS\n" + "".join(
            f"  {machine:7}  app      {V1}  SHORT-{V1}  TIME  healthy  as rolled out\n" for machine in ("mainpc", "pc2", "pc3")),
            self.said(self.expect(PASSED, self.rollout("status")).out))
        self.fleet.push(V2, "html")
        self.fleet.hosts["pc2"].file.write_text(self.fleet.digests[V2])
        outcome = self.expect(REFUSED, self.rollout("status", "--format", "json"))
        rows = {row["machine"]: row for row in outcome.json()["targets"]}
        self.assertEqual([True, False, True], [row["as_rolled_out"] for row in rows.values()])
        self.assertEqual([False, self.fleet.digests[V2], V1],
                         [rows["pc2"]["healthy"], rows["pc2"]["runs"], rows["pc2"]["rolled_out"]["tag"]])
        self.expect(PASSED, self.rollout("status", "--machine", "pc3"))

    def test_a_slow_one_is_good_and_a_whole_share_goes_at_once(self):
        self.fleet.start(self.fleet.push(V1) and V1)
        self.fleet.push(V2, "slow")
        self.expect(PASSED, self.rollout("canary", V2))
        outcome = self.expect(PASSED, self.rollout("batch", V2, "--size", "100%"))
        self.assertNotIn("batch 1 of", outcome.err)

    def test_rollback_by_hand(self):
        self.everywhere(V1)
        self.everywhere(V2)
        outcome = self.expect(PASSED, self.rollout("rollback", "--machine", "pc2"))
        self.assertEqual(f"GOOD  rollback (run 5)\n  app on pc2: ROLLED BACK to {V1}\n", self.said(outcome.out).partition("  downtime")[0])
        self.assertEqual([V2, V1, V2], self.fleet.running())
        self.expect(PASSED, self.rollout("rollback"))
        self.assertEqual([V1] * 3, self.fleet.running())
        outcome = self.expect(REFUSED, self.rollout("rollback"))
        self.assertEqual(f"pushgate: error: rollout: there is nothing to roll back; the journal says that none of these hosts runs {V2}\n",
                         outcome.err)
        self.assertTrue(self.expect(PASSED, self.rollout("rollback", "--to", V2)).out.startswith("GOOD  rollback (run 7)\n"))
        self.assertEqual([V2] * 3, self.fleet.running())

    def test_downtime_is_measured(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        for host in self.fleet.hosts.values():
            os.utime(host.file, (0, 0))
            host.down_for = 0.7
        outcome = self.expect(PASSED, self.rollout("canary", V2))
        found = re.search(r"  downtime  app on mainpc: (\d+\.\d) s from \S+Z: closed the connection without an answer\n", outcome.out)
        self.assertTrue(found, outcome)
        self.assertTrue(0.3 <= float(found[1]) <= 3, found[0])
        evidence = json.loads((self.fleet.folder / ".pushgate/rollout/runs/0003/downtime.json").read_text())
        [target] = evidence["targets"]
        self.assertEqual(["mainpc", "app", 1], [target["machine"], target["service"], len(target["gaps"])])
        self.assertTrue(target["gaps"][0]["ended"])


class Ill(RolloutCase):
    """Whatever is wrong with an image, its canary goes back to the one before."""

    REASONS = {
        "too slow": "did not answer within 0.6 s",
        "one member more": """answered '{"status":"ok","gpu":"fine"}'; expected {"status":"ok"} and nothing else""",
        "a member twice": """answered '{"status":"bad","status":"ok"}'; expected {"status":"ok"} and nothing else""",
        "no content": "answered 204; expected 200",
        "html": """answered '<html>ok</html>'; expected {"status":"ok"} and nothing else""",
        "flapping": "answered 503; expected 200",
        "dead": "closed the connection without an answer",
        "redirecting": "answered 302; expected 200",
        "dripping": "did not end its answer within 0.6 s: sent 1 bytes of it",
        "endless": "sent an answer of more than 65536 bytes",
        "starting for ever": "answered 503; expected 200",
    }

    def test_each_way_of_being_ill(self):
        self.everywhere(V1)
        self.fleet.write(healthy_after=3, timeout="600ms", deadline="1500ms")
        for number, (behaviour, reason) in enumerate(self.REASONS.items()):
            with self.subTest(behaviour=behaviour):
                tag = f"20250811-{number:07x}"
                self.fleet.push(tag, behaviour)
                outcome = self.expect(REFUSED, self.rollout("canary", tag))
                self.assertEqual(f"FAILED  canary of {tag} (run {number + 3})\n  app on mainpc: ROLLED BACK to {V1}\n"
                                 f"    why: it was not healthy 3 times in a row within 1.5 s: {reason}\n"
                                 "    log: starting\n    log: ModuleNotFoundError: torch\n", outcome.out.partition("  downtime")[0])
                self.assertEqual([V1] * 3, self.fleet.running())
                receipts, _, refused = self.said(self.expect(REFUSED, self.rollout("batch", tag)).err).partition("pushgate: error: ")
                self.assertEqual(3, receipts.count(": receipt by release, "))
                self.assertEqual(f"app: has no good canary of DIGEST-OF-{tag}; mainpc runs DIGEST-OF-{V1}, as the journal says\n"
                                 f"  hint: `pushgate rollout canary {tag}` first\n", refused)

    def test_an_old_process_that_answers(self):
        self.everywhere(V1)
        self.fleet.write(deadline="1500ms")
        self.fleet.push(V2)
        self.fleet.hosts["mainpc"].says = self.fleet.digests[V1]
        outcome = self.expect(REFUSED, self.rollout("canary", V2))
        self.assertIn(f"why: it was not healthy 2 times in a row within 1.5 s: runs DIGEST-OF-{V1}; expected DIGEST-OF-{V2}\n",
                      self.said(outcome.out))

    def test_the_failing_batch_goes_back_and_the_one_before_stays(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        self.expect(PASSED, self.rollout("canary", V2))
        self.fleet.write(deadline="1500ms")
        self.fleet.hosts["pc3"].says = self.fleet.digests[V1]
        outcome = self.expect(REFUSED, self.rollout("batch", V2))
        self.assertEqual([V2, V2, V1], self.fleet.running())
        self.assertIn(f"  app on pc2: runs {V2}\n  app on pc3: ROLLED BACK to {V1}\n", outcome.out)
        self.fleet.hosts["pc3"].says = None
        self.expect(PASSED, self.rollout("batch", V2))
        self.assertEqual(1, self.fleet.commands().count(f"pc2 app {V2}"))

    def test_commands_that_fail_and_that_do_not_end(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        program = f'#!/bin/sh\n[ "$FORCE_IMAGE_TAG" = {V2} ] || exec ./deploy "$@"\n'
        self.fleet.write_program("other", program + "echo disk full >&2\nexit 7\n")
        self.fleet.write(command='[./other, "{machine}", "{service}", "{digest}"]', command_timeout="500ms")
        self.assertIn("    why: its command exited with status 7: disk full\n", self.expect(REFUSED, self.rollout("canary", V2)).out)
        self.fleet.write_program("other", program + "sleep 100 &\nsleep 100\n")
        self.assertIn("    why: its command did not end within 0.5 s\n", self.expect(REFUSED, self.rollout("canary", V2)).out)
        self.assertEqual([V1] * 3, self.fleet.running())

    def test_without_an_earlier_success(self):
        self.fleet.start(self.fleet.push(V1) and V1)
        self.fleet.write(deadline="500ms")
        self.fleet.push(V2, "html")
        outcome = self.expect(REFUSED, self.rollout("canary", V2))
        self.assertIn("  app on mainpc: NOT ROLLED BACK: no earlier success is known\n", outcome.out)
        self.assertIn("  next      set those hosts right by hand, or `pushgate rollout rollback --to TAG`", outcome.out)
        self.assertEqual([V2, V1, V1], self.fleet.running())
        self.assertIn("between", self.expect(REFUSED, self.rollout("status")).out)
        self.expect(PASSED, self.rollout("rollback", "--to", V1))
        self.assertEqual([V1] * 3, self.fleet.running())

    def test_evidence_has_commands_answers_and_logs(self):
        self.everywhere(V1)
        self.fleet.write(deadline="500ms")
        self.fleet.push(V2, "html")
        self.expect(REFUSED, self.rollout("canary", V2))
        document = json.loads((self.fleet.folder / ".pushgate/rollout/runs/0003/mainpc/app.json").read_text())
        steps = {step["step"]: step for step in document["steps"]}
        self.assertEqual(["command", "health", "logs", "rollback command", "health"], [step["step"] for step in document["steps"]])
        self.assertEqual([str(self.fleet.folder.name and "./deploy"), "mainpc", "app", self.fleet.digests[V2]],
                         ["./deploy", *steps["command"]["argv"][1:]])
        self.assertEqual("exited with status 0", steps["command"]["end"])
        self.assertEqual("starting\nModuleNotFoundError: torch\n", steps["logs"]["stdout"])
        self.assertIn("<html>ok</html>", document["steps"][1]["answers"][-1]["said"])


class Refused(RolloutCase):
    def nothing_was_done(self, code, *words, **options):
        outcome = self.expect(code, self.rollout(*words, **options))
        self.assertEqual("", outcome.out)
        self.assertEqual([], self.fleet.commands())
        return self.said(outcome.err)

    def test_images_without_a_receipt(self):
        self.fleet.start(self.fleet.push(V1) and V1)
        self.fleet.push(V2, receipt=False)
        self.assertEqual(f"pushgate: error: REGISTRY/app:{V2}: has no valid receipt: release signed no receipt of this image\n"
                         "  hint: push it through `pushgate gate --push`, or check the signers' keys\n",
                         self.nothing_was_done(REFUSED, "canary", V2))
        self.fleet.put_receipt(self.fleet.name("mainpc"), self.fleet.digests[V2], make_key(self.folder / "stranger"))
        self.nothing_was_done(REFUSED, "canary", V2)
        self.expect(PASSED, self.rollout("canary", V2, "--key", self.folder / "stranger.pub"))

    def test_a_host_that_does_not_answer(self):
        self.fleet.push(V1)
        self.fleet.hosts["mainpc"].stop()
        self.assertEqual(f"REGISTRY/app:{V1}: receipt by release, DIGEST-OF-{V1}\n"
                         "pushgate: error: app on mainpc: does not answer on its health port: connection refused\n"
                         "  hint: nothing was changed; a host on which the service does not run yet needs --allow-down\n",
                         self.nothing_was_done(UNCHECKED, "canary", V1))

    def test_a_registry_that_does_not_answer(self):
        self.fleet.repository = f"127.0.0.1:{free_port()}/fleet"
        self.fleet.write()
        self.assertIn("connection refused", self.nothing_was_done(UNCHECKED, "canary", V1))

    def test_a_tag_that_names_something_else_now(self):
        self.everywhere(V1)
        self.fleet.push(V2)
        self.expect(PASSED, self.rollout("canary", V2))
        self.fleet.forget_commands()
        old = self.fleet.digests[V2]
        other = self.fleet.push("other")
        self.fleet.put_manifest(self.fleet.name("mainpc"), V2, self.manifest("other"))
        self.assertIn(f"has no good canary of {other}; mainpc runs {old}, as the journal says",
                      self.expect(REFUSED, self.rollout("batch", V2)).err)
        self.assertEqual([], self.fleet.commands())

    def manifest(self, tag):
        path = self.fleet.repository.partition("/")[2]
        request = urllib.request.Request(f"http://{self.registry.address}/v2/{path}/app/manifests/{tag}",
                                         headers={"Accept": MANIFEST})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def test_what_is_no_tag(self):
        self.fleet.start(self.fleet.push(V1) and V1)
        for tag in ("$(touch pwned)", "a;b", "a b", "`x`", "../x", "a/b", "a:b", "", f"v@{self.fleet.digests[V1]}", "a\nb", "é", "x" * 129):
            with self.subTest(tag=tag):
                self.assertIn("is no tag; expected letters", self.nothing_was_done(MISUSE, "canary", tag))
        for tag in ("-rf", "--tag=x"):  # the command line's own
            self.nothing_was_done(MISUSE, "canary", tag)
        self.assertFalse((self.fleet.folder / "pwned").exists())

    def test_wrong_use(self):
        self.fleet.push(V1)
        for words, error in (
                (("canary", V1, "--service", "none"), "has no service 'none'; expected one of app"),
                (("rollback", "--machine", "none"), "has no machine 'none'"),
                (("batch", V1, "--size", "0"), "--size: is '0'; expected a number of machines from 1 to 1000, or a share of them such as 25%"),
                (("canary", V1, "--fleet", "none.yaml"), "none.yaml: does not exist"),
                (("canary", V1, "--key", "none.pub"), "none.pub"),
                (("canary",), "TAG")):
            with self.subTest(words=words):
                self.assertIn(error, self.nothing_was_done(MISUSE, *words))
        self.fleet.write(command="[./none]")
        self.assertIn("is no program; the fleet file's 'rollout' names it", self.nothing_was_done(MISUSE, "canary", V1))
        self.fleet.write(identity=None)
        self.assertIn("does not say how mainpc tells the digest it runs", self.nothing_was_done(MISUSE, "canary", V1))

    def test_shell_metacharacters_stay_what_they_are(self):
        self.fleet.push(V1)
        self.fleet.write_program("deploy", '#!/bin/sh\nprintf "%s\\n" "$@" > arguments\nenv > environment\n'
                                           'printf %s "$PUSHGATE_DIGEST" > mainpc.app.running\n')
        self.fleet.write_program("logs", "#!/bin/sh\nprintf '\\033[31mred\\033[0m \\a::set-output name=x::y\\n'\n")
        self.fleet.write(command='[./deploy, "$(touch pwned)", "; touch pwned", "`touch pwned`", "--tag", "{tag}", "*", "\'", "{image}"]',
                         deadline="2s")
        self.expect(PASSED, self.rollout("canary", V1, "--allow-down", env={"SECRET": "s", "LD_X": "y"}))
        self.assertEqual(["$(touch pwned)", "; touch pwned", "`touch pwned`", "--tag", V1, "*", "'", f"{self.fleet.name('mainpc')}@{self.fleet.digests[V1]}"],
                         (self.fleet.folder / "arguments").read_text().splitlines())
        names = {line.partition("=")[0] for line in (self.fleet.folder / "environment").read_text().splitlines()}
        self.assertFalse(names & {"SECRET", "LD_X"}, names)
        self.assertLessEqual({"FORCE_IMAGE_TAG", "PUSHGATE_DIGEST", "PUSHGATE_IMAGE", "PUSHGATE_SERVICE", "PUSHGATE_MACHINE", "PUSHGATE_HOST"}, names)
        self.fleet.push(V2, "html")
        outcome = self.expect(REFUSED, self.rollout("canary", V2))
        self.assertNotIn("\x1b", outcome.out + outcome.err)
        self.assertIn("    log: \\x1b[31mred\\x1b[0m \\x07", outcome.out)
        self.assertNotRegex(outcome.out, "(?m)^ *::")
        self.assertFalse((self.fleet.folder / "pwned").exists())

    def test_a_shell_where_the_fleet_file_says_so(self):
        self.fleet.push(V1)
        self.fleet.write(shell="true", logs=None, command="['printf %s \"$PUSHGATE_DIGEST\" | tee \"$PUSHGATE_MACHINE.app.running\"']",
                         identity="{command: ['cat \"$PUSHGATE_MACHINE.app.running\"']}")
        self.expect(PASSED, self.rollout("canary", V1, "--allow-down"))
        self.assertEqual(V1, self.fleet.running()[0])


if __name__ == "__main__":
    main()
