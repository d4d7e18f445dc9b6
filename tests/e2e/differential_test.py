# SPDX-License-Identifier: Apache-2.0
"""The packages of pushgate's SBOM are those that Syft and Trivy find between them: of the example image, of package
databases of real systems, of language packages as other people ship them. differences.txt says where not, and why."""

import concurrent.futures

from support import other_tools, packages, places
from support.case import PASSED, Case, main
from support.differences import Differences, shown
from support.process import pushgate


class Differential(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(other_tools.syft, other_tools.IMAGES))

    def packages_of(self, image):
        """Those that pushgate finds, also those that are an OS package's. With a cache of its own: what another build of
        pushgate kept of an image must not answer for this one."""
        outcome = pushgate("sbom", other_tools.name_for_pushgate(image), env={"XDG_CACHE_HOME": self.shared / "cache"})
        return packages.of_document(self.expect(PASSED, outcome).json())

    def test_an_image_holds_what_the_two_find(self):
        differences = Differences("union")
        for image in other_tools.IMAGES:
            with self.subTest(image=image):
                ours = self.packages_of(image)
                trivy = packages.of_trivy_sbom(other_tools.trivy_sbom(image, places.WORK / "java-only"))
                syft = packages.of_syft(other_tools.syft(image))
                self.assertTrue(ours)
                for one in sorted(ours ^ (trivy | syft)):
                    who = [name for name, has in (("pushgate", ours), ("syft", syft), ("trivy", trivy)) if one in has]
                    differences.add(image, "union", "+".join(who), shown(one))
        if text := differences.unexplained():
            self.fail(text)


class List(Case):
    TEXT = "A reason\nof two lines.\n  a* union syft deb b *\n\nAnother.\n  c union pushgate npm d 1\n"

    def test_what_is_not_listed_fails(self):
        differences = Differences("union", text=self.TEXT)
        for one in (("a1", "union", "syft", "deb b 2"), ("c", "union", "pushgate", "npm d 1")):
            differences.add(*one)
        self.assertEqual("", differences.unexplained())
        differences.add("a1", "union", "trivy", "deb b 2")
        self.assertIn("a1  union  trivy  deb b 2", differences.unexplained())

    def test_what_is_listed_in_vain_fails(self):
        differences = Differences("union", text=self.TEXT)
        differences.add("a1", "union", "syft", "deb b 2")
        self.assertIn("  c union pushgate npm d 1", differences.unexplained())


if __name__ == "__main__":
    main()
