// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// Why a job has to run.
struct Reason {
  std::string_view what;  ///< `fleet file`, `policy`, `family`, `dockerfile`, `context`, `profile`, `lock`
  std::string path;       ///< what changed, or the family's name. Untrusted: a name in somebody's commit
};

/// One image to build: of a family, or of a service for one machine. Paths are relative to the fleet file's
/// folder; an empty text means that there is none.
struct Job {
  std::string name;  ///< of the family or the service
  std::string machine;
  std::string dockerfile;
  std::string context;
  std::string lock;
  std::string profile;
  std::string family;           ///< that it is built on
  std::string base_image;       ///< that family's repository
  bool base_built = false;      ///< that family is among the jobs, too
  std::string image;            ///< the repository that it goes to
  std::string cache;            ///< a tag of its own in the fleet's build cache; may be empty
  std::size_t level = 0;        ///< of a family: how many families lead to it, itself counted
  std::vector<Reason> reasons;  ///< empty where nobody asked what changed
};

struct Matrix {
  std::vector<Job> families;          ///< by level and name: each after those that it is built on
  std::vector<Job> services;          ///< by name, machines in the order of the fleet file
  std::vector<std::string> left_out;  ///< services without a Dockerfile in the fleet file
};

/// What a change touched. Asked with a file or a folder, relative to the fleet file's folder: the first
/// changed path there, or nothing.
struct Changes {
  std::optional<Reason> everything;  ///< set: every job has to run, for this reason
  std::function<std::optional<std::string>(const std::string& path)> touched;
};

/// The jobs of a fleet; with `changes` only those that a change touches: their context, Dockerfile, lock or
/// profile, or the family that they are built on (and so on down).
Matrix make_matrix(const Fleet& fleet, const Changes* changes);

/// Levels of the families: 0 where there are none.
std::size_t family_levels(const Matrix& matrix);

/// The `number`th (from 1) of `count` parts of about the same size, in the order of the jobs.
std::vector<Job> part_of(const std::vector<Job>& jobs, std::size_t number, std::size_t count);

}  // namespace pushgate::plan
