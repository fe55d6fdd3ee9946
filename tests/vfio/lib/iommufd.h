/* SPDX-License-Identifier: GPL-2.0 */
/* A device opened through its own file and iommufd, instead of a group and a container. */
#ifndef IOMMUFD_H
#define IOMMUFD_H

#include "vfio_dev.h"

int iommufd_open(struct dev *dev);
int iommufd_join(struct dev *dev, const struct dev *first);
int iommufd_new_ioas(struct dev *dev);
int iommufd_attach(struct dev *dev);
int iommufd_detach(struct dev *dev);
int iommufd_map(struct dev *dev, u64 iova, void *mem, size_t size, u32 flags);
int iommufd_unmap(struct dev *dev, u64 iova, size_t size);

#endif /* IOMMUFD_H */
