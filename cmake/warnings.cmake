# SPDX-License-Identifier: Apache-2.0
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Wundef
                    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
if(PUSHGATE_WERROR)
  add_compile_options(-Werror)
endif()
if(PUSHGATE_SANITIZE)
  add_compile_options(-fsanitize=${PUSHGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PUSHGATE_SANITIZE})
endif()
