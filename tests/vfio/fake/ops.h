/* SPDX-License-Identifier: GPL-2.0 */
/* Execution of commands, as far as a renderer without a GPU can. */
#ifndef FAKE_OPS_H
#define FAKE_OPS_H

#include "session.h"

int op_execute(struct session *s, const struct mvgpu_render_cmd *cmd);
const char *op_name(u32 op);
long op_number(const char *name);

#endif /* FAKE_OPS_H */
