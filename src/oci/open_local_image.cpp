// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <utility>

#include "oci/archive_tree.hpp"
#include "oci/docker_archive.hpp"
#include "oci/folder_tree.hpp"
#include "oci/image_source.hpp"
#include "oci/layout_source.hpp"

namespace pushgate::oci {

namespace {

/// The other name that fits what is at the path, for a hint; empty where there is none.
std::string better_name(const ImageName& name) {
  struct stat status {};
  if (::stat(name.path.c_str(), &status) != 0) return {};
  const bool wants_folder = name.transport == ImageName::Transport::oci_layout;
  if (wants_folder && S_ISREG(status.st_mode)) {
    return "an archive is named oci-archive:" + name.path + " or docker-archive:" + name.path;
  }
  if (!wants_folder && S_ISDIR(status.st_mode)) return "a folder is named oci:" + name.path;
  return {};
}

Result<std::unique_ptr<FileTree>> open_tree(const ImageName& name) {
  auto tree = name.transport == ImageName::Transport::oci_layout ? open_folder_tree(name.path)
                                                                 : open_archive_tree(name.path);
  if (!tree) tree.error().hint = better_name(name);
  return tree;
}

}  // namespace

Result<std::unique_ptr<ImageSource>> open_local_image(const ImageName& name) {
  if (name.transport == ImageName::Transport::registry) {
    return fail(Error::bug("image '" + name.text + "'", "is in a registry; expected a layout or an archive"));
  }
  TRY_ASSIGN(std::unique_ptr<FileTree> tree, open_tree(name));
  if (name.transport == ImageName::Transport::docker_archive) {
    return open_docker_archive(std::move(tree), name);
  }
  return open_layout(std::move(tree), name);
}

}  // namespace pushgate::oci
