/* SPDX-License-Identifier: GPL-2.0 */
/* The files of a renderer. */
#ifndef MVGPU_RENDER_FILES_H
#define MVGPU_RENDER_FILES_H

int rd_files_confine(const char *node);

#endif /* MVGPU_RENDER_FILES_H */
