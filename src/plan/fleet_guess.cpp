// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_guess.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.hpp"

namespace pushgate::plan {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_prefix = "family-";
constexpr std::size_t k_name_bytes = 100;  // of 128: room for what makes a name unique

/// A name of the fleet file made of any text.
std::string as_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, k_name_bytes))
    name.push_back(
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' ? c : '_');
  while (!name.empty() && (name.front() == '.' || name.front() == '-')) name.erase(0, 1);
  return name;
}

std::string folder_of(const DockerfileFacts& dockerfile) {
  return fs::path(dockerfile.path).parent_path().string();
}

/// `worker` of Dockerfile.worker and worker.Dockerfile; empty of Dockerfile.
std::string variant_of(const DockerfileFacts& dockerfile) {
  const std::string name = fs::path(dockerfile.path).filename().string();
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return {};
  const std::string first = name.substr(0, dot);
  return first == "Dockerfile" || first == "Containerfile" ? name.substr(dot + 1) : first;
}

/// `ghcr.io/acme/family-web` of `ghcr.io/acme/family-web:1@sha256:…`.
std::string repository_of(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
  return std::string(image.substr(0, colon));
}

std::string last_component(const std::string& repository) {
  return repository.substr(repository.rfind('/') + 1);
}

std::string_view without_prefix(std::string_view name) {
  if (name.starts_with(k_prefix)) name.remove_prefix(k_prefix.size());
  return name;
}

/// Of an image that the fleet file takes.
bool is_repository(const std::string& text) {
  const auto is_allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-/:").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::isalnum(static_cast<unsigned char>(text[0])) != 0 && text.back() != '/' &&
         text.find("//") == std::string::npos && std::ranges::all_of(text, is_allowed);
}

bool is_in_families(const DockerfileFacts& dockerfile) {
  const fs::path folder = folder_of(dockerfile);
  return std::ranges::any_of(
      folder, [](const fs::path& part) { return part == "families" || part.string().starts_with(k_prefix); });
}

class Guess {
 public:
  Guess(const std::vector<DockerfileFacts>& dockerfiles, std::string tree)
      : m_dockerfiles(dockerfiles), m_tree(std::move(tree)) {}

  FleetGuess make() && {
    for (const auto& dockerfile : m_dockerfiles) name_base(dockerfile);
    for (const auto& dockerfile : m_dockerfiles)
      if (is_in_families(dockerfile)) add_family(dockerfile);
    for (const auto& dockerfile : m_dockerfiles) {
      if (const auto family = m_family_of.find(dockerfile.path); family != m_family_of.end())
        set_base(dockerfile, family->second);
      else
        add_service(dockerfile);
    }
    m_guess.fleet.tag = "YYYYMMDD-<git_sha>";
    return std::move(m_guess);
  }

 private:
  /// The family that an image is, where it is one: a Dockerfile's in the tree, or one by its name.
  void name_base(const DockerfileFacts& dockerfile) {
    const std::string repository = repository_of(dockerfile.base);
    if (!is_repository(repository)) return;
    const std::string name = last_component(repository);
    const DockerfileFacts* source = source_of(name);
    if (source == &dockerfile || (source == nullptr && !name.starts_with(k_prefix))) return;
    auto [family, is_new] = m_guess.fleet.families.try_emplace(as_name(name));
    if (!is_new) return;
    family->second.image = repository;
    if (source == nullptr) return;
    family->second.dockerfile = source->path;
    m_family_of.emplace(source->path, family->first);
  }

  /// The one Dockerfile whose folder has the name of an image: `torch-cu121` or `family-torch-cu121`, or in
  /// `families/` the first word of it: `torch`.
  const DockerfileFacts* source_of(const std::string& image_name) {
    const auto [known, is_new] = m_sources.try_emplace(image_name, nullptr);
    if (is_new) known->second = find_source(image_name);
    return known->second;
  }

  const DockerfileFacts* find_source(const std::string& image_name) const {
    const DockerfileFacts* found = nullptr;
    for (const bool exact : {true, false}) {
      for (const auto& dockerfile : m_dockerfiles) {
        const std::string folder = fs::path(folder_of(dockerfile)).filename().string();
        const std::string_view wanted = without_prefix(image_name);
        const std::string_view own = without_prefix(folder);
        if (own.empty() || (!image_name.starts_with(k_prefix) && folder != image_name)) continue;
        const bool is_start = wanted.starts_with(std::string(own) + "-") && is_in_families(dockerfile);
        if (exact ? own != wanted : !is_start) continue;
        if (found != nullptr) return nullptr;
        found = &dockerfile;
      }
      if (found != nullptr) return found;
    }
    return nullptr;
  }

  void add_family(const DockerfileFacts& dockerfile) {
    if (m_family_of.contains(dockerfile.path)) return;
    const std::string folder = as_name(fs::path(folder_of(dockerfile)).filename().string());
    const std::string name = std::string(k_prefix) + std::string(without_prefix(folder));
    const auto [family, is_new] = m_guess.fleet.families.try_emplace(name);
    if (!is_new) return unknown("{}: is family '{}', too; it is left out", dockerfile.path, name);
    family->second.image = family_registry() + name;
    family->second.dockerfile = dockerfile.path;
    m_family_of.emplace(dockerfile.path, name);
  }

  /// Where the other families' images are.
  std::string family_registry() {
    for (const auto& [name, family] : m_guess.fleet.families) {
      const std::size_t slash = family.image.rfind('/');
      if (slash != std::string::npos) return family.image.substr(0, slash + 1);
    }
    unknown("families: where their images are; ghcr.io/ORG stands for it");
    return "ghcr.io/ORG/";
  }

  /// What a family is built on, unless that is built on the family: a circle no fleet file may have.
  void set_base(const DockerfileFacts& dockerfile, const std::string& name) {
    auto& families = m_guess.fleet.families;
    const std::string base = base_family(dockerfile, name);
    for (std::string above = base; !above.empty(); above = families.at(above).family) {
      if (above == name) {
        unknown("family '{}': what it is built on; '{}' is built on it", name, base);
        return;
      }
    }
    families.at(name).family = base;
  }

  std::string base_family(const DockerfileFacts& dockerfile, const std::string& itself) const {
    std::string name = as_name(last_component(repository_of(dockerfile.base)));
    return name != itself && m_guess.fleet.families.contains(name) ? name : "";
  }

  std::string service_name(const DockerfileFacts& dockerfile) {
    const std::string folder = folder_of(dockerfile);
    const std::string variant = variant_of(dockerfile);
    std::string name = folder.empty() ? m_tree : fs::path(folder).filename().string();
    if (!variant.empty()) name = folder.empty() ? variant : name + "_" + variant;
    name = as_name(name);
    if (!name.empty() && !m_guess.fleet.services.contains(name)) return name;
    name = as_name(dockerfile.path);
    std::string unique = name;
    for (int i = 2; m_guess.fleet.services.contains(unique); ++i) unique = fmt::format("{}_{}", name, i);
    return unique;
  }

  void add_service(const DockerfileFacts& dockerfile) {
    Service service;
    service.name = service_name(dockerfile);
    service.dockerfile = dockerfile.path;
    service.context = folder_of(dockerfile).empty() ? "." : folder_of(dockerfile);
    service.family = base_family(dockerfile, "");
    if (service.family.empty()) {
      unknown("service '{}': its family; it is FROM {}", service.name,
              dockerfile.base.empty() ? "an image that only the builder knows" : dockerfile.base);
    }
    guess_ports(dockerfile, service);
    m_guess.fleet.services.emplace(service.name, service);
  }

  void guess_ports(const DockerfileFacts& dockerfile, Service& service) {
    const auto& ports = dockerfile.ports;
    if (ports.size() != 2 || ports[0] == ports[1]) {
      return unknown("service '{}': its ports; EXPOSE has {}, and two are wanted: service and health",
                     service.name, ports.size());
    }
    if (!dockerfile.health_port)
      unknown("service '{}': which port is which; the health check asks neither, so they stand as in EXPOSE",
              service.name);
    const bool swapped = dockerfile.health_port == ports[0];
    service.ports = Ports{ports[swapped ? 1 : 0], ports[swapped ? 0 : 1]};
  }

  template <typename... Parts>
  void unknown(fmt::format_string<const Parts&...> form, const Parts&... parts) {
    m_guess.unknown.push_back(fmt::format(form, parts...));
  }

  const std::vector<DockerfileFacts>& m_dockerfiles;
  std::string m_tree;
  std::map<std::string, const DockerfileFacts*> m_sources;  ///< by the name of an image; null: none
  std::map<std::string, std::string> m_family_of;           ///< by the path of its Dockerfile
  FleetGuess m_guess;
};

}  // namespace

void leave_out_clashing_ports(FleetGuess& guess) {
  std::map<std::pair<std::string, std::uint16_t>, std::string> uses;
  for (auto& [name, service] : guess.fleet.services) {
    if (!service.ports) continue;
    for (const std::string& machine : service.machines) {
      for (const std::uint16_t port : {service.ports->service, service.ports->health}) {
        const auto [use, is_new] = uses.try_emplace({machine, port}, name);
        if (is_new || use->second == name) continue;
        guess.unknown.push_back(
            fmt::format("service '{}': its ports; {} is a port of service '{}' on machine '{}', too", name,
                        port, use->second, machine));
        service.ports.reset();
        break;
      }
      if (!service.ports) break;
    }
  }
}

FleetGuess guess_fleet(const std::vector<DockerfileFacts>& dockerfiles, const std::string& tree) {
  return Guess(dockerfiles, tree).make();
}

}  // namespace pushgate::plan
