/* SPDX-License-Identifier: GPL-2.0 */
/* What a renderer may offer beside OpenGL: a table, by capability set. */
#ifndef MVGPU_RENDER_EXTRA_H
#define MVGPU_RENDER_EXTRA_H

#include "gvt/virgl/kind.h"
#include "render/session.h"

#define RD_EXTRA_NAME_BYTES 256

/**
 * struct rd_extra - Kind of contexts that a library may have or not
 * @capset: capability set
 * @flags: VIRGL_RENDERER_* to start it; 0: this version of the library cannot
 * @name: what guests get
 * @hint: what may be missing, or NULL
 * @device: finds the device of a render node, or of none, and its name; NULL: the render node
 *	is it
 */
struct rd_extra {
	u32 capset;
	int flags;
	const char *name;
	const char *hint;
	bool (*device)(const char *node, char name[RD_EXTRA_NAME_BYTES]);
};

#define RD_EXTRAS 2

extern const struct rd_extra rd_extras[RD_EXTRAS];

u32 rd_extra_mask(void);
bool rd_extra_probe(struct rd_session *s, const struct rd_extra *extra,
		    char name[RD_EXTRA_NAME_BYTES]);

#endif /* MVGPU_RENDER_EXTRA_H */
