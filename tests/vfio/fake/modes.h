/* SPDX-License-Identifier: GPL-2.0 */
/* Ways in which a renderer misbehaves. */
#ifndef FAKE_MODES_H
#define FAKE_MODES_H

#include "fake.h"

enum mode_arg { ARG_NONE, ARG_OP, ARG_NUMBER };

/**
 * struct mode - a way of misbehaving; every function may be NULL
 * @name: in --behave NAME[=ARGUMENT]
 * @arg: kind of argument
 * @attached: is called after MVGPU_RENDER_ATTACH
 * @before: is called before a command is executed
 * @answer: writes the completion of a command
 * @batch: is called when all commands of the queue are executed, before the kick
 * @after: is called after the kick
 * @again: is called at OPEN of the renderer that follows one of this mode, and behaves
 * @busy: it calls MVGPU_RENDER_KICK instead of poll()
 */
struct mode {
	const char *name;
	enum mode_arg arg;
	void (*attached)(struct fake *fake);
	void (*before)(struct fake *fake, const struct mvgpu_render_cmd *cmd);
	void (*answer)(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
	void (*batch)(struct fake *fake);
	void (*after)(struct fake *fake);
	void (*again)(struct fake *fake);
	bool busy;
};

int mode_select(struct fake *fake, const char *text);
void mode_read(struct fake *fake);
void mode_list(FILE *out);

/* Those that have a file of their own. */
void foreign_check(struct fake *fake);
void foreign_exec(struct fake *fake);
int foreign_main(int fd);
void maps_check(struct fake *fake);
void kept_before(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void pins_before(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void rings_hold(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void random_begin(struct fake *fake);
void random_before(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void random_answer(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void random_batch(struct fake *fake);
void window_odd_address(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_null(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_kernel(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_end(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_wraps(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_small(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_odd_size(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_no_cache(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_hole(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_readonly(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_queue(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_commands(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_slot(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_file(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void window_moves(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void window_drops(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void window_protects(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void window_churns(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void window_storms(struct fake *fake, const struct mvgpu_render_cmd *cmd);
void export_no_file(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_memfd(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_short(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_stride(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_wide(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_format(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_large(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
void export_same(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);

#endif /* FAKE_MODES_H */
