/* SPDX-License-Identifier: GPL-2.0 */
/* How often a second a recording is played, by a vGPU and by the kernel's own driver. */
#ifndef PLAY_H
#define PLAY_H

#include "lib/vfio_dev.h"

/* Streams in flight. */
#define PLAY_MAX_DEPTH 32

/**
 * struct play - what is to be measured
 * @seconds: for how long
 * @depth: streams in flight, 1..PLAY_MAX_DEPTH
 * @path: the recording
 */
struct play {
	double seconds;
	unsigned int depth;
	const char *path;
};

bool play_parse(struct play *play, const char *arg);
int play_for(const struct play *play, void (*once)(void *arg), void *arg);
int play_vgpu(struct dev *dev, const char *arg);
int play_native(struct dev *dev, const char *arg);

#endif /* PLAY_H */
