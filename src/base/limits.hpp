// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace pushgate::limits {

// Every bound on foreign bytes, in one place. Crossing one is "could not check", never a silent skip,
// and 0 never means "no limit".

inline constexpr std::size_t k_manifest_bytes = 4u << 20;  // what a registry must accept (distribution-spec)
inline constexpr std::size_t k_config_bytes = 8u << 20;    // image configuration; real ones stay under 100 KB
inline constexpr std::size_t k_json_depth = 200;           // JSON and YAML nesting
inline constexpr std::size_t k_json_bytes = 512u << 20;    // a scanner's report over 100,000 findings
inline constexpr std::size_t k_yaml_bytes = 4u << 20;      // a fleet file or a policy
inline constexpr std::size_t k_fleet_services = 10'000;    // services of one fleet file
inline constexpr std::size_t k_tree_entries = 1'000'000;   // of a tree that init looks through
inline constexpr std::size_t k_tree_depth = 64;            // folders below one another there
inline constexpr std::size_t k_git_output_bytes = 64u << 20;           // names of changed files
inline constexpr std::size_t k_lock_bytes = 64u << 20;                 // a requirement file
inline constexpr std::size_t k_dockerfile_bytes = 4u << 20;            // real ones stay under 100 KB
inline constexpr std::size_t k_dockerfile_line_bytes = 65535;          // BuildKit's own bound
inline constexpr std::size_t k_dockerfile_instructions = 20'000;       // real ones stay under 500
inline constexpr std::size_t k_dockerfile_expanded_bytes = 16u << 20;  // what variables give, all together
inline constexpr std::size_t k_path_bytes = 4096;                      // a tar entry's path (PATH_MAX)
inline constexpr std::size_t k_path_depth = 1024;                      // components of a path
inline constexpr std::uint64_t k_layer_entries = 4'000'000;            // tar entries of one layer
inline constexpr std::uint64_t k_layer_bytes = 256ull << 30;           // one layer, uncompressed
inline constexpr std::uint64_t k_inflate_ratio = 1100;  // above DEFLATE's own 1032:1 nothing honest exists
inline constexpr std::size_t k_kept_file_bytes = 64u << 20;    // one package database or metadata file
inline constexpr std::size_t k_kept_layer_bytes = 192u << 20;  // all files kept of one layer
inline constexpr std::uint64_t k_probed_file_bytes = 4ull
                                                     << 30;  // an executable, archive or database looked into
inline constexpr std::size_t k_layers = 1000;                // layers of one image (docker stops at 127)
inline constexpr std::size_t k_archive_members = 100'000;    // members of an oci-archive or docker-archive
inline constexpr std::size_t k_journal_bytes = 64u << 20;  // a journal of what was done, some 200,000 records
inline constexpr int k_link_hops = 40;                     // symbolic links followed for one path (ELOOP)

}  // namespace pushgate::limits
