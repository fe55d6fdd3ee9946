/* SPDX-License-Identifier: GPL-2.0 */
/* The OpenGL renderer. */
#ifndef MVGPU_RENDER_GL_H
#define MVGPU_RENDER_GL_H

#include "shim.h"

struct rd_session;

int rd_gl_open(struct rd_session *s);

#endif /* MVGPU_RENDER_GL_H */
