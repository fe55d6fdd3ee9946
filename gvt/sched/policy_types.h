/* SPDX-License-Identifier: GPL-2.0 */
/*
 * State of the scheduling policy, for structs that embed it. Free-standing.
 */
#ifndef MVGPU_GVT_SCHED_POLICY_TYPES_H
#define MVGPU_GVT_SCHED_POLICY_TYPES_H

#include "shim.h"
#include "shim_rbtree.h"

/*
 * A turn: a vGPU whose last job completed less than this ago counts as one
 * that shares the GPU, and a vGPU that is alone has about this much work on
 * the GPU at a time. Some GPUs check for completed jobs every 10 ms only; the
 * turn is several times as long, because otherwise these GPUs would become
 * idle.
 */
#define MVGPU_SCHED_TURN_NS 50000000ULL

/*
 * Completions are looked for at least that often (QEMU's virtio_gpu_virgl_fence_poll). A job
 * that completed before others would have been found before them, but for that time.
 */
#define MVGPU_SCHED_LOOK_NS 10000000ULL

/*
 * Upper bound of the runtime of a job, 18 minutes. It keeps virtual runtimes
 * comparable although they wrap.
 */
#define MVGPU_SCHED_RUNTIME_MAX BIT_ULL(40)

/**
 * enum mvgpu_sched_mode - how the time of a GPU is shared
 * @MVGPU_SCHED_BEST_EFFORT: by the weights of the vGPUs that have work
 * @MVGPU_SCHED_EQUAL_SHARE: likewise, and a vGPU has at most the same part as each other one
 *	that is open, even while the GPU is idle
 * @MVGPU_SCHED_FIXED_SHARE: likewise, and a vGPU has at most the part of the whole GPU that
 *	its weight stands for
 * @MVGPU_SCHED_NR_MODES: number of modes
 */
enum mvgpu_sched_mode {
	MVGPU_SCHED_BEST_EFFORT,
	MVGPU_SCHED_EQUAL_SHARE,
	MVGPU_SCHED_FIXED_SHARE,
	MVGPU_SCHED_NR_MODES
};

/**
 * struct mvgpu_sched_entity - scheduling state of one vGPU
 * @next: next vGPU of the GPU
 * @next_completed: next vGPU with completed jobs that are not charged yet
 * @by_key: node of @tree
 * @by_vruntime: node of @by_vruntime of the GPU
 * @sorted: it is in these trees, see mvgpu_order_update()
 * @tree: @waiting, @held or @not_waiting of the GPU
 * @key: what @by_key is sorted by, but in @held
 * @release_ns: what @by_key is sorted by in @held: until when the vGPU is held
 * @sorted_vruntime: what @by_vruntime is sorted by
 * @work_ns: what it adds to @work_ns of the GPU
 * @mark: @mark of the GPU when it was added or ceased to be active
 * @weight: share of the GPU's time, 1..
 * @reserved: slots that the vGPU holds without a job in them
 * @in_flight: jobs of the vGPU on the GPU
 * @aside: number of @in_flight that have no slot
 * @asides: these jobs, newest first
 * @completed: completed jobs that are not charged yet
 * @uncharged: number of @completed that add no virtual runtime
 * @charged: @completed are charged, and count until all vGPUs are
 * @waiting: the vGPU waits for a slot
 * @granted: mvgpu_sched_next() granted one of @reserved, and the vGPU has not
 *	picked it up yet
 * @wait_seq: position in the order of waits; wraps
 * @wait_since_ns: when the wait began
 * @vruntime: runtime divided by @weight, fixed point; wraps
 * @avg_ns: moving average of the runtime of a job; never 0
 * @ahead_ns: runtime beyond its part of the time until @settled_ns, see throttle.c
 * @settled_ns: time
 * @last_ns: time of the last completion of a job, 0 before the first one
 * @progress_ns: since when the oldest of @in_flight is the oldest one
 * @runtime_ns: GPU time used since mvgpu_sched_add()
 * @waited_ns: time of waits that have ended since mvgpu_sched_add()
 */
struct mvgpu_sched_entity {
	struct mvgpu_sched_entity *next;
	struct mvgpu_sched_entity *next_completed;
	struct rb_node by_key;
	struct rb_node by_vruntime;
	bool sorted;
	struct rb_root_cached *tree;
	u64 key;
	u64 release_ns;
	u64 sorted_vruntime;
	u64 work_ns;
	u32 mark;
	u32 weight;
	u32 reserved;
	u32 in_flight;
	u32 aside;
	struct mvgpu_sched_job *asides;
	u32 completed;
	u32 uncharged;
	bool charged;
	bool waiting;
	bool granted;
	u64 wait_seq;
	u64 wait_since_ns;
	u64 vruntime;
	u64 avg_ns;
	s64 ahead_ns;
	u64 settled_ns;
	u64 last_ns;
	u64 progress_ns;
	u64 runtime_ns;
	u64 waited_ns;
};

/**
 * struct mvgpu_sched_job - one job on the GPU
 * @next: next older job
 * @entity: vGPU to charge, NULL after it was removed
 * @seq: position in the order of submissions; wraps
 * @start_ns: start of the time that is not charged yet
 * @charged_ns: part of the time since @start_ns that was charged to jobs which
 *	overtook this one
 * @alone: no other vGPU shared the GPU at the time of the submission
 * @aside: it has no slot
 */
struct mvgpu_sched_job {
	struct mvgpu_sched_job *next;
	struct mvgpu_sched_entity *entity;
	u64 seq;
	u64 start_ns;
	u64 charged_ns;
	bool alone;
	bool aside;
};

/**
 * struct mvgpu_sched - scheduling state of one GPU, a queue that works in order
 * @entities: vGPUs of the GPU
 * @nr: number of these
 * @mode: how they share the GPU
 * @latest: the two vGPUs that had a completion last, the latest one first; NULL for none
 * @waiting: active vGPUs that wait, by their keys
 * @held: active vGPUs that wait and have had their part, by the times until which they do
 * @not_waiting: the other active ones
 * @by_vruntime: all active ones, by their virtual runtimes
 * @active: number of active ones
 * @work_ns: estimated work in all slots
 * @mark: number of times that the virtual runtimes of inactive vGPUs became void; wraps
 * @jobs: jobs on the GPU that were not set aside, newest first
 * @job_seq: number of jobs so far
 * @oldest_ns: since when the oldest of @jobs is the oldest one
 * @depth: most slots at a time
 * @share: most slots of one vGPU with short jobs while others share the GPU,
 *	1..@depth
 * @share_ns: most work of one vGPU in them, beyond two slots
 * @enough_ns: with so much work on the GPU, only the vGPU with the least virtual
 *	runtime gets another slot
 * @most_ns: with so much work on the GPU, and two slots in use, only a vGPU that has no more than
 *           @enough_ns itself gets another one
 * @quantum_ns: work that a vGPU submits before one with as much virtual runtime is preferred
 * @slots_used: slots that are reserved or have a job on the GPU
 * @completed: completed jobs that are not charged yet
 * @completed_by: vGPUs of these jobs
 * @completed_first: vGPU of the oldest of these jobs, NULL after it was removed
 * @completed_seq: position of that job in the order of submissions
 * @completed_ns: GPU time to charge for @completed
 * @now_ns: latest time that a caller passed
 * @idle_ns: time of the last completion of a job
 * @min_vruntime: least virtual runtime of the active vGPUs, and where others start; wraps
 * @wait_seq: number of waits so far
 */
struct mvgpu_sched {
	struct mvgpu_sched_entity *entities;
	u32 nr;
	enum mvgpu_sched_mode mode;
	struct mvgpu_sched_entity *latest[2];
	struct rb_root_cached waiting;
	struct rb_root_cached held;
	struct rb_root_cached not_waiting;
	struct rb_root_cached by_vruntime;
	u32 active;
	u64 work_ns;
	u32 mark;
	struct mvgpu_sched_job *jobs;
	u64 job_seq;
	u64 oldest_ns;
	u32 depth;
	u32 share;
	u64 share_ns;
	u64 enough_ns;
	u64 most_ns;
	u64 quantum_ns;
	u32 slots_used;
	u32 completed;
	struct mvgpu_sched_entity *completed_by;
	struct mvgpu_sched_entity *completed_first;
	u64 completed_seq;
	u64 completed_ns;
	u64 now_ns;
	u64 idle_ns;
	u64 min_vruntime;
	u64 wait_seq;
};

#endif /* MVGPU_GVT_SCHED_POLICY_TYPES_H */
