/* SPDX-License-Identifier: GPL-2.0 */
/* Guest memory whose pages the VMM withholds, by userfaultfd. */
#ifndef USERFAULT_H
#define USERFAULT_H

#include "vfio_dev.h"

int userfault_open(void);
void *userfault_map(struct dev *dev, int fd, size_t size);
void userfault_end(int fd, void *mem, size_t size);
void userfault_block_worker(struct dev *dev, int fd);

#endif /* USERFAULT_H */
