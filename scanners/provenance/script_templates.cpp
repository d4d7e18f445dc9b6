// SPDX-License-Identifier: Apache-2.0
//
// For `tool = package.module:Class.method` installers write, below the first line, with more or less between:
//
//   import sys
//   from package.module import Class
//   if __name__ == '__main__':
//       sys.exit(Class.method())
//
// What stands between takes the end off the name by which Windows started the script.
#include "scanners/provenance/script_templates.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

struct Template {
  std::string_view before;  ///< the import
  std::string_view after;
};

constexpr std::array k_templates = {
    // pip up to 24, and distlib
    Template{"# -*- coding: utf-8 -*-\nimport re\nimport sys\n",
             "if __name__ == '__main__':\n"
             "    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n"},
    // pip 25
    Template{"import sys\n",
             "if __name__ == '__main__':\n"
             "    if sys.argv[0].endswith('.exe'):\n"
             "        sys.argv[0] = sys.argv[0][:-4]\n"},
    // pip 26
    Template{"import sys\n",
             "if __name__ == '__main__':\n"
             "    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n"},
    // installer (Poetry, PDM)
    Template{"# -*- coding: utf-8 -*-\nimport re\nimport sys\n",
             "if __name__ == \"__main__\":\n"
             "    sys.argv[0] = re.sub(r\"(-script\\.pyw|\\.exe)?$\", \"\", sys.argv[0])\n"},
    // uv
    Template{"# -*- coding: utf-8 -*-\nimport sys\n",
             "if __name__ == \"__main__\":\n"
             "    if sys.argv[0].endswith(\"-script.pyw\"):\n"
             "        sys.argv[0] = sys.argv[0][:-11]\n"
             "    elif sys.argv[0].endswith(\".exe\"):\n"
             "        sys.argv[0] = sys.argv[0][:-4]\n"},
};

}  // namespace

bool is_made_by_installer(const EntryPoint& point, const Digest& body) {
  if (point.module.empty()) return false;
  const auto imported = point.attribute.substr(0, point.attribute.find('.'));
  return std::ranges::any_of(k_templates, [&](const Template& one) {
    return crypto::sha256(fmt::format("{}from {} import {}\n{}    sys.exit({}())\n", one.before, point.module,
                                      imported, one.after, point.attribute)) == body;
  });
}

}  // namespace pushgate::scanners
