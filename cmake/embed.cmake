# SPDX-License-Identifier: Apache-2.0
# Compiles files into a room as bytes. `pushgate_embed(policies default_policy policies/default.yaml)` gives
# the target a header "embedded/default_policy.hpp" with
#
#   namespace pushgate::embedded { std::string_view default_policy(); }
function(pushgate_embed target symbol file)
  get_filename_component(path ${file} ABSOLUTE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embed_${target})
  file(CONFIGURE OUTPUT ${folder}/embedded/${symbol}.hpp @ONLY CONTENT
"// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>
extern \"C\" const char pushgate_embedded_@symbol@[];
extern \"C\" const char pushgate_embedded_@symbol@_end[];
namespace pushgate::embedded {
inline std::string_view @symbol@() {
  return {pushgate_embedded_@symbol@, static_cast<std::size_t>(pushgate_embedded_@symbol@_end - pushgate_embedded_@symbol@)};
}
}  // namespace pushgate::embedded
")
  file(CONFIGURE OUTPUT ${folder}/${symbol}.S @ONLY CONTENT
".section .rodata
.global pushgate_embedded_@symbol@
.global pushgate_embedded_@symbol@_end
pushgate_embedded_@symbol@:
.incbin \"@path@\"
pushgate_embedded_@symbol@_end:
.byte 0
.section .note.GNU-stack,\"\",%progbits
")
  set_source_files_properties(${folder}/${symbol}.S PROPERTIES OBJECT_DEPENDS ${path} COMPILE_OPTIONS "-Wno-undef")
  target_sources(${target} PRIVATE ${folder}/${symbol}.S)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
