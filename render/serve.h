/* SPDX-License-Identifier: GPL-2.0 */
/* A session from its begin to its end. */
#ifndef MVGPU_RENDER_SERVE_H
#define MVGPU_RENDER_SERVE_H

#include "render/session.h"

struct rd_session *rd_serve_new(struct rd_link *link, const char *node);
void rd_serve_step(struct rd_session *s);
int rd_serve(struct rd_session *s);

#endif /* MVGPU_RENDER_SERVE_H */
