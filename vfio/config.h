/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Model of a vGPU's PCI configuration space. Free-standing: it knows neither
 * VFIO nor the registers behind the BARs; what a write means beyond the bytes
 * is reported to the caller as effects.
 */
#ifndef MVGPU_VFIO_CONFIG_H
#define MVGPU_VFIO_CONFIG_H

#include "shim.h"
#include "gvt/virtio/layout.h"

#define MVGPU_CFG_SIZE 256

/* Where the capabilities are. */
#define MVGPU_CFG_CAP_MSIX	0x40
#define MVGPU_CFG_CAP_COMMON	0x4c
#define MVGPU_CFG_CAP_ISR	0x5c
#define MVGPU_CFG_CAP_DEVICE	0x6c
#define MVGPU_CFG_CAP_NOTIFY	0x7c
#define MVGPU_CFG_CAP_PCI_CFG	0x90
#define MVGPU_CFG_CAP_WINDOW	0xa4	/* where there is a window */
#define MVGPU_CFG_CAP_POWER	0xbc

/**
 * struct mvgpu_config - configuration space
 * @value: what a read returns
 * @writable: bits a guest's write changes
 */
struct mvgpu_config {
	u8 value[MVGPU_CFG_SIZE];
	u8 writable[MVGPU_CFG_SIZE];
};

/**
 * struct mvgpu_config_window - an access asked for through the PCI_CFG window
 * @bar: BAR, 0..5
 * @offset: first byte in it, a multiple of @len
 * @len: 1, 2 or 4
 */
struct mvgpu_config_window {
	u8 bar;
	u32 offset;
	u32 len;
};

/* What the face has to act upon after a write. */
#define MVGPU_CFG_COMMAND	BIT(0)	/* the command register or the power state changed */
#define MVGPU_CFG_PCI_CFG	BIT(1)	/* the PCI_CFG window's data was touched */

void mvgpu_config_init(struct mvgpu_config *cfg, u64 window);
size_t mvgpu_config_chunk(u32 offset, size_t len);
int mvgpu_config_read(const struct mvgpu_config *cfg, u32 offset, void *buf,
		      size_t len);
int mvgpu_config_write(struct mvgpu_config *cfg, u32 offset, const void *buf,
		       size_t len, unsigned int *effects);
bool mvgpu_config_memory_on(const struct mvgpu_config *cfg);
bool mvgpu_config_bus_master(const struct mvgpu_config *cfg);
bool mvgpu_config_intx_off(const struct mvgpu_config *cfg);
void mvgpu_config_set_intx(struct mvgpu_config *cfg, bool level);

bool mvgpu_config_in_window(u32 offset, size_t len);
int mvgpu_config_window(const struct mvgpu_config *cfg,
			struct mvgpu_config_window *win);
void mvgpu_config_window_data(const struct mvgpu_config *cfg, u8 data[4]);
void mvgpu_config_set_window_data(struct mvgpu_config *cfg, const u8 data[4]);

#endif /* MVGPU_VFIO_CONFIG_H */
