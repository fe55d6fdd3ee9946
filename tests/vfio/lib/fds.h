/* SPDX-License-Identifier: GPL-2.0 */
/* Transfer of file descriptors between processes. */
#ifndef FDS_H
#define FDS_H

void fds_send(int channel, const int *fds, unsigned int n);
void fds_receive(int channel, int *fds, unsigned int n);

#endif /* FDS_H */
