/* SPDX-License-Identifier: GPL-2.0 */
/* File descriptors from one process to another. */
#ifndef FDS_H
#define FDS_H

void fds_send(int channel, const int *fds, unsigned int n);
void fds_receive(int channel, int *fds, unsigned int n);

#endif /* FDS_H */
