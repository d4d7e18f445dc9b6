# SPDX-License-Identifier: Apache-2.0
"""report.html in a real browser: it complains of nothing, can be read, sorted and filtered, and nothing foreign is more than text."""

import json
import shutil

from support import places
from support.browser import Browser
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.evidence import SEVERITIES, count, finding, rewrite
from support.process import pushgate

HOSTILE = ("</script><script>document.title='owned'</script>", "<img src=x onerror=alert(1)>", "\"'><svg onload=alert(1)>",
           "javascript:alert(1)", "a\u202eb\u2066c", "a\u200bb\u2060c\ufeff", "a\0b\x1b[31m", "<!--", "]]>", "{{x}}${x}", "N" * 100_000,
           "&lt;b&gt;", "<style>*{display:none}</style>", "\u05d0\u05d1 1.0")
# Every text that is seen against what is painted behind it: WCAG 2.2, 1.4.3.
CONTRAST = """(() => {
  const parse = (text) => { const n = text.match(/[0-9.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const back = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest('script, svg, .skip')) continue;
    const a = light(parse(getComputedStyle(element).color)), b = light(back(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([ratio, node.data.slice(0, 40)]);
  }
  return poor;
})()"""


class Page(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence = cls.shared / "evidence"
        policy = cls.shared / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [CRITICAL, HIGH, LOW]\nscanner: {max_database_age: 3650d}\n"
                          "waivers: [{rule: vuln/CVE-2011-3374, reason: harmless, owner: ann, expires: 2099-01-01}]\n")
        outcome = cls().gate("vulnerable", "--policy", policy, "--lock", places.EXAMPLE / "requirements-vulnerable.lock",
                             "--wheelhouse", places.wheelhouse("vulnerable"), "--evidence", cls.evidence)
        assert outcome.code == REFUSED, outcome
        cls.page = cls.evidence / "report.html"
        cls.browser = Browser().__enter__()
        cls.addClassCleanup(cls.browser.__exit__)

    def setUp(self):
        super().setUp()
        self.browser.complaints.clear()
        self.browser.media()

    def shown(self):
        """The rules of the findings that are seen, in their order."""
        return self.browser.value("[...document.querySelectorAll('.findings tbody tr')].filter((row) => row.checkVisibility())"
                                  ".map((row) => row.cells[2].textContent)")

    def focus(self, wanted):
        """Goes there by the keyboard alone."""
        for _ in range(200):
            self.browser.press("Tab")
            if self.browser.value(f"document.activeElement.matches({json.dumps(wanted)})"):
                return
        self.fail(f"the keyboard does not reach {wanted}")

    def hostile(self):
        folder = self.folder / "hostile"
        shutil.copytree(self.evidence, folder)

        def add(value):
            for text in HOSTILE:
                value["findings"].append(finding(rule=text, subject=text, message=text, hint=text, fixed_version=text,
                                                 location={"path": text}))
                value["findings"].append(finding(rule="vuln/" + text, subject="pkg:pypi/" + text + "@" + text, message=text))
            count(value)
            value["subject"]["name"] = HOSTILE[0]

        rewrite(folder, "findings.json", add)
        rewrite(folder, "subject.json", lambda value: value.update(name=HOSTILE[0], service=HOSTILE[1], platform=HOSTILE[2]))
        rewrite(folder, "provenance.json", lambda value: [one.update(name=text, version=text, metadata=text) for one, text in
                                                          zip(value["distributions"], HOSTILE)])

        def name_layers(value):
            for one in value["metadata"]["properties"]:
                if one["name"].endswith(":created-by"):
                    one["value"] = HOSTILE[1]
            for one, text in zip(value["components"][2:], HOSTILE):
                one["name"] = one["version"] = text

        rewrite(folder, "sbom.cdx.json", name_layers)
        return folder

    def test_the_browser_complains_of_nothing_and_the_verdict_comes_first(self):
        self.browser.open(self.page)
        self.assertEqual([], self.browser.complaints)
        self.assertEqual("✗ Deny", self.browser.value("document.querySelector('h1').textContent"))
        self.assertEqual("en", self.browser.value("document.documentElement.lang"))
        self.assertTrue(self.browser.value("document.title").startswith("pushgate: deny oci:"))
        levels = self.browser.value("[...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]))")
        self.assertEqual(1, levels[0])
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels)
        self.assertEqual(0, self.browser.value("document.querySelectorAll('table:not(:has(caption)), thead th:not([scope]), [style]').length"))
        self.assertEqual(0, self.browser.value("new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size"
                                               " - document.querySelectorAll('[id]').length"))
        self.assertEqual([], self.browser.value("[...document.querySelectorAll('nav a')].filter((one) => !document.querySelector(one.hash))"
                                                ".map((one) => one.hash)"))

    def test_nothing_is_asked_of_any_network(self):
        self.browser.open(self.page)
        self.assertEqual([], self.browser.value("performance.getEntriesByType('resource').map((one) => one.name)"))
        self.assertEqual(["nvd.nist.gov"], self.browser.value(
            "[...new Set([...document.querySelectorAll('a:not([href^=\"#\"])')].map((one) => one.protocol === 'https:' ? one.hostname : one.href))]"))

    def test_the_policy_stops_what_is_not_the_pages_own(self):
        self.browser.open(self.page)
        self.browser.value("(() => { const one = document.createElement('script'); one.textContent = 'document.title = \"owned\"';"
                           " document.body.append(one); })()")
        self.assertNotEqual("owned", self.browser.value("document.title"))
        self.assertIn("Content Security Policy", json.dumps(self.browser.complaints))

    def test_findings_are_filtered_by_keyboard(self):
        self.browser.open(self.page)
        everything = self.shown()
        self.focus(".skip")
        self.focus(".tools input")
        self.browser.type("URLLIB3 redirect")
        self.assertEqual(["vuln/CVE-2023-45803"], self.shown())
        self.assertEqual(f"1 of {len(everything)} shown", self.browser.value("document.querySelector('.tools [role=status]').textContent"))
        self.browser.value("document.activeElement.select()")
        self.browser.type("no such word")
        self.assertEqual([], self.shown())
        self.browser.value("document.activeElement.select()")
        self.browser.type(" ")
        self.assertEqual(everything, self.shown())
        self.focus(".tools select")
        self.browser.press("ArrowDown")
        self.assertEqual(["vuln/CVE-2021-33503"], self.shown())  # HIGH

    def test_findings_are_sorted_by_keyboard(self):
        self.browser.open(self.page)
        self.focus(".findings th[data-sort=severity] button")
        for key, order in (("Enter", "ascending"), (" ", "descending")):
            self.browser.press(key)
            self.assertEqual(order, self.browser.value("document.querySelector('.findings th').getAttribute('aria-sort')"))
            got = self.browser.value("[...document.querySelectorAll('.findings tbody tr')].map((row) => row.cells[0].textContent)")
            self.assertEqual(sorted(got, key=SEVERITIES.index, reverse=order == "descending"), got)
        self.focus(".findings th:nth-child(4) button")
        self.browser.press("Enter")
        got = self.browser.value("[...document.querySelectorAll('.findings tbody tr')].map((row) => row.cells[3].textContent)")
        self.assertEqual(sorted(got), got)
        self.assertEqual(1, self.browser.value("document.querySelectorAll('.findings [aria-sort]').length"))
        self.assertNotEqual("none", self.browser.value("getComputedStyle(document.activeElement).outlineStyle"))
        self.assertEqual([], self.browser.complaints)

    def test_a_command_is_selected_and_copied(self):
        self.browser.open(self.page)
        self.focus(".copy")
        self.browser.press("Enter")
        self.assertEqual("pushgate verify --evidence DIR --key cosign.pub --replay", self.browser.value("getSelection().toString().trim()"))

    def test_without_scripts_all_of_it_is_there(self):
        self.browser.open(self.page)
        with_scripts = self.shown()
        self.browser.open(self.page, scripts=False)
        self.assertEqual(sorted(with_scripts), sorted(self.shown()))
        self.assertEqual(0, self.browser.value("document.querySelectorAll('button, input, select').length"))
        for part in ("why", "findings", "layers", "chain", "waived", "unlooked", "inputs", "receipt"):
            self.assertTrue(self.browser.value(f"document.getElementById('{part}').checkVisibility()"), part)
        self.browser.value("document.querySelector('details summary').click()")
        self.assertTrue(self.browser.value("document.querySelector('details').open"))

    def test_it_can_be_read_in_light_and_dark_and_on_paper(self):
        self.browser.open(self.page)
        for medium, scheme in (("", "light"), ("", "dark"), ("print", "light"), ("print", "dark")):
            self.browser.media(medium, scheme)
            self.assertEqual([], self.browser.value(CONTRAST), (medium, scheme))
        self.assertFalse(self.browser.value("document.querySelector('nav').checkVisibility()"))
        self.assertFalse(self.browser.value("document.querySelector('.tools').checkVisibility()"))
        self.assertTrue(self.browser.value("document.querySelector('.verdict').checkVisibility()"))
        self.assertFalse(self.browser.value("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
        file = self.folder / "report.pdf"
        self.browser.media()
        file.write_bytes(self.browser.pdf())
        self.assertRegex(self.tool("pdftotext", "-l", "1", file, "-").out, r"(?s)Deny\s+denied by 4 of 7 findings \(1 HIGH, 3 LOW\)")

    def test_hostile_names_are_text(self):
        folder = self.hostile()
        page = self.folder / "report.html"
        self.expect(PASSED, pushgate("report", folder, "--as", "html", "-o", page))
        elements = ("Object.fromEntries(['script', 'style', 'img', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'input', 'meta', 'body', 'main', 'title']"
                 ".map((name) => [name, document.getElementsByTagName(name).length]))")
        self.browser.open(self.page, scripts=False)
        plain = self.browser.value(elements)
        self.browser.open(page, scripts=False)
        self.assertEqual(plain, self.browser.value(elements))
        # Nothing but what the page itself makes has an attribute that runs, refers or styles.
        self.assertEqual([], self.browser.value(
            "[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes]).map((one) => one.name)"
            ".filter((name) => name.startsWith('on') || ['src', 'style', 'srcset', 'action', 'formaction'].includes(name))"))
        self.assertEqual([], self.browser.value("[...document.querySelectorAll('a')].map((one) => one.getAttribute('href')).filter("
                                                r"(one) => !/^(#|https:\/\/nvd\.nist\.gov\/vuln\/detail\/CVE-[0-9-]+$)/.test(one))"))
        text = self.browser.value("document.body.innerText")
        for mark in ("</script><script>document.title='owned'</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;",
                     r"a\xe2\x80\xaeb\xe2\x81\xa6c", r"a\xe2\x80\x8bb\xe2\x81\xa0c\xef\xbb\xbf", r"a\x00b\x1b[31m", "N" * 150):
            self.assertIn(mark, text)
        self.assertNotIn("N" * 1000, text)
        self.assertIn("N…", text)
        self.assertFalse(any(one in page.read_text() for one in "\0\u202e\u2066\u200b\u2060\ufeff"))
        self.browser.open(page)
        self.assertEqual([], self.browser.complaints)
        self.assertFalse(self.browser.value("document.title").startswith("owned"))
        self.assertFalse(self.browser.value("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def test_ten_thousand_findings_are_still_a_page(self):
        folder = self.folder / "many"
        shutil.copytree(self.evidence, folder)
        rewrite(folder, "findings.json", lambda value: (value["findings"].extend(
            finding(rule=f"vuln/CVE-2020-{10_000 + i}", message="a sentence as advisories have them, of one line or two", severity="LOW",
                    location={"path": "/usr/lib/python3/dist-packages/urllib3-1.26.4.dist-info/METADATA"})
            for i in range(10_000)), count(value)))
        page = self.folder / "report.html"
        self.expect(PASSED, pushgate("report", folder, "--as", "html", "-o", page))
        self.assertLess(page.stat().st_size, 5_000_000)
        self.browser.open(page)
        self.assertEqual(10_007, len(self.shown()))
        self.focus(".tools input")
        self.browser.type("cve-2020-19999")
        self.assertEqual(["vuln/CVE-2020-19999"], self.shown())
        self.assertEqual([], self.browser.complaints)

    def test_differences_are_told_where_an_earlier_folder_is_given(self):
        before = self.folder / "before"
        self.expect(PASSED, self.gate("good", "--evidence", before))
        page = self.folder / "report.html"
        self.expect(PASSED, pushgate("report", self.evidence, "--as", "html", "--previous", before, "-o", page))
        self.browser.open(page)
        told = self.browser.value("document.getElementById('differences').innerText")
        self.assertIn("whose verdict was pass", told)
        self.assertRegex(told, r"new\s+HIGH\s+vuln/CVE-2021-33503")
        self.assertRegex(told, r"changed\s+pypi\s+urllib3\s+\S+ -> 1\.26\.4")
        self.assertNotIn("id=\"differences\"", self.page.read_text())
        outcome = self.expect(MISUSE, pushgate("report", self.evidence, "--as", "sarif", "--previous", before))
        self.assertEqual("pushgate: error: --previous: is told by Markdown and HTML; expected --as markdown or html\n", outcome.err)
        outcome = self.expect(UNCHECKED, pushgate("report", self.evidence, "--as", "html", "--previous", self.folder / "absent"))
        self.assertIn("absent", outcome.err)

    def test_a_folder_of_an_earlier_gate_has_a_page_too(self):
        folder = self.folder / "earlier"
        shutil.copytree(self.evidence, folder)
        rewrite(folder, "subject.json", lambda value: [layer.pop("size") for layer in value["layers"]])
        manifest = json.loads((folder / "evidence.json").read_text())
        gone = ("report.html", "inputs.json", "provenance.json", "policy.yaml")
        manifest["files"] = [one for one in manifest["files"] if one["name"] not in gone]
        (folder / "evidence.json").write_text(json.dumps(manifest))
        for name in gone:
            (folder / name).unlink()
        page = self.expect(PASSED, pushgate("report", folder, "--as", "html")).out
        self.assertIn("not recorded", page)
        self.assertNotIn("id=\"inputs\"", page)
        self.assertNotIn("<dt>decided</dt>", page)


if __name__ == "__main__":
    main()
