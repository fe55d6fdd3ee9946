/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's monitor on a unix socket, as far as it is needed to pass a file. */
#ifndef QMP_H
#define QMP_H

int qmp_open(const char *path);
int qmp_give_client(int qmp, int fd);

#endif /* QMP_H */
