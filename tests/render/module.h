/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module, played for the program of render/: a session in memory of the test. All
 * functions fail the test that calls them when something does not work.
 */
#ifndef MVGPU_TESTS_RENDER_MODULE_H
#define MVGPU_TESTS_RENDER_MODULE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "render/serve.h"

#define MODULE_ENTRIES 16
#define MODULE_DATA (1U << 20)
#define MODULE_SLOTS 16
#define MODULE_SLOT_BYTES (16U << 20)
/* What does not complete after so long never will. */
#define MODULE_LIMIT_MS 20000

/* Completion that the module has seen. */
struct module_seen {
	bool completed;
	int err;
	u32 order;
	u32 map_info;
	u64 addr;
	u64 size;
};

struct module {
	struct rd_link link;
	struct rd_session *s;
	struct mvgpu_render_sq *sq;
	struct mvgpu_render_cmd *cmds;
	struct mvgpu_render_cq *cq;
	struct mvgpu_render_done *dones;
	u8 *data;
	u8 *slot[MODULE_SLOTS];
	int files[3];
	int slot_files[MODULE_SLOTS];
	struct module_seen seen[65536];
	u32 completions;
	u64 cookie;
	u32 data_used;
	u32 kicks;
	bool asleep;	/* completions are not looked at */
	int end;	/* what a kick returns */
	int peer;	/* other end of the session's file */
};

struct module *module_start(void);
struct module *module_open(void);
void module_end(struct module *m);
u64 module_queue(struct module *m, struct mvgpu_render_cmd cmd, const void *data, u32 len);
int module_wait(struct module *m, u64 cookie);
int module_run(struct module *m, struct mvgpu_render_cmd cmd, const void *data, u32 len);
void module_look(struct module *m);
u32 module_slot_mappings(void);

#endif /* MVGPU_TESTS_RENDER_MODULE_H */
