/* SPDX-License-Identifier: GPL-2.0 */
/* The turn of one operation on the GPU. */
#ifndef MVGPU_GVT_SCHED_TURN_TYPES_H
#define MVGPU_GVT_SCHED_TURN_TYPES_H

#include "gvt/sched/policy_types.h"

/**
 * struct mvgpu_turn - Turn of one operation
 * @job: state of the policy; under gpu->turn_lock
 * @on: the GPU has the operation
 */
struct mvgpu_turn {
	struct mvgpu_sched_job job;
	bool on;
};

#endif /* MVGPU_GVT_SCHED_TURN_TYPES_H */
