# SPDX-License-Identifier: Apache-2.0
# A room is a folder with one library. Its sources are listed by name; SEES names the rooms whose headers it
# includes (tests/lint holds that list against the includes), LIBRARIES what it alone may include.
#
#   pushgate_room(oci SOURCES manifest.cpp SEES base model LIBRARIES ZLIB::ZLIB)
function(pushgate_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;SEES;LIBRARIES;PUBLIC_LIBRARIES" ${ARGN})
  add_library(pushgate_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(pushgate_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  set(rooms ${ROOM_SEES})
  list(TRANSFORM rooms PREPEND pushgate_)
  target_link_libraries(pushgate_${name} PUBLIC ${rooms} ${ROOM_PUBLIC_LIBRARIES} PRIVATE ${ROOM_LIBRARIES})
endfunction()

# One test program a room: tests/unit/<folder> mirrors the tree, its order of tests is shuffled.
#
#   pushgate_unit_test(oci SOURCES manifest_test.cpp SEES oci test_support)
function(pushgate_unit_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;SEES;LIBRARIES" ${ARGN})
  add_executable(unit_${name} ${TEST_SOURCES})
  set(rooms ${TEST_SEES})
  list(TRANSFORM rooms PREPEND pushgate_)
  target_include_directories(unit_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(unit_${name} PRIVATE ${rooms} ${TEST_LIBRARIES} GTest::gmock GTest::gtest_main)
  add_test(NAME unit/${name} COMMAND unit_${name} --gtest_shuffle --gtest_brief=1)
  set_tests_properties(unit/${name} PROPERTIES TIMEOUT 600 LABELS unit
                       ENVIRONMENT PUSHGATE_SOURCE_DIR=${PROJECT_SOURCE_DIR})
endfunction()
