# SPDX-License-Identifier: Apache-2.0
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Wundef
                    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
# GCC 12 warns falsely inside std::string and std::regex (its bugs 105651 and 105562).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  if(PUSHGATE_SANITIZE)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
  endif()
endif()
if(PUSHGATE_WERROR)
  add_compile_options(-Werror)
endif()
if(PUSHGATE_SANITIZE)
  add_compile_options(-fsanitize=${PUSHGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PUSHGATE_SANITIZE})
endif()
