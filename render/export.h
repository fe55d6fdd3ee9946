/* SPDX-License-Identifier: GPL-2.0 */
/* Export of textures for displays. */
#ifndef MVGPU_RENDER_EXPORT_H
#define MVGPU_RENDER_EXPORT_H

#include "render/session.h"

int rd_export(struct rd_session *s, const struct mvgpu_render_cmd *cmd, const void *data);
void rd_export_end(struct rd_session *s);
bool rd_export_probe(struct rd_session *s);

#endif /* MVGPU_RENDER_EXPORT_H */
