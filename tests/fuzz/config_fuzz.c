// SPDX-License-Identifier: GPL-2.0
/*
 * Any accesses of the PCI configuration space: bytes outside it are refused, bits
 * that are the device's stay, what is set up for the PCI_CFG window is inside a
 * BAR or refused.
 *
 * Of an input, eight bytes are an access: what, how long, where (16 bits), data.
 */
#include "vfio/config.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define STATUS_LOW	6
#define MAX_LEN		40
#define PCI_CFG		MVGPU_CFG_CAP_PCI_CFG
#define POWER_BYTE	(MVGPU_CFG_CAP_POWER + 4)

struct access {
	u8 what;
	u8 len;
	u8 offset[2];
	u8 data[4];
};

/* As after power-on but for what a guest may write. */
static void check_fixed(const struct mvgpu_config *cfg,
			const struct mvgpu_config *fresh)
{
	u32 at;

	for (at = 0; at < MVGPU_CFG_SIZE; at++) {
		u8 free = fresh->writable[at];

		if (at == STATUS_LOW)
			free |= 8;	/* the level of INTx */
		assert(cfg->writable[at] == fresh->writable[at]);
		assert(!((cfg->value[at] ^ fresh->value[at]) & ~free));
	}
	assert((cfg->value[POWER_BYTE] & 3) == 0 ||
	       (cfg->value[POWER_BYTE] & 3) == 3);
}

static void check_window(const struct mvgpu_config *cfg)
{
	struct mvgpu_config_pci_cfg win;

	if (mvgpu_config_pci_cfg(cfg, &win))
		return;
	assert(win.len == 1 || win.len == 2 || win.len == 4);
	assert(win.offset % win.len == 0);
	if (win.bar == MVGPU_REG_BAR)
		assert(win.offset + win.len <= MVGPU_REG_BAR_SIZE);
	else
		assert(win.bar == MVGPU_MSIX_BAR &&
		       win.offset + win.len <= MVGPU_MSIX_BAR_SIZE);
}

/* A buffer of just the length, so that the sanitizer sees a byte too much. */
static u8 *buffer(const struct access *a, size_t len)
{
	u8 *buf = malloc(len ? len : 1);
	size_t i;

	assert(buf);
	for (i = 0; i < len; i++)
		buf[i] = a->data[i % 4] + i / 4;
	return buf;
}

static void access_space(struct mvgpu_config *cfg, const struct access *a)
{
	u32 offset = a->offset[0] | (a->offset[1] & 1 ? a->offset[1] << 8 : 0);
	size_t len = a->len % (MAX_LEN + 1), chunk;
	bool inside = offset + len <= MVGPU_CFG_SIZE &&
		      offset < MVGPU_CFG_SIZE;
	u8 *buf = buffer(a, len);
	unsigned int effects;
	int ret;

	if (len) {
		chunk = mvgpu_config_chunk(offset, len);
		assert(chunk <= len && !(offset % chunk));
	}
	if (a->what & 1)
		ret = mvgpu_config_write(cfg, offset, buf, len, &effects);
	else
		ret = mvgpu_config_read(cfg, offset, buf, len);
	assert(ret == (inside ? 0 : -EINVAL));
	if (ret && (a->what & 1))
		assert(!effects);
	free(buf);
}

static void put(struct mvgpu_config *cfg, u32 offset, u32 value, size_t len)
{
	__le32 raw = cpu_to_le32(value);
	unsigned int effects;

	assert(!mvgpu_config_write(cfg, offset, &raw, len, &effects));
}

/* Near what a driver sets up, or near a BAR's end. */
static void set_up_window(struct mvgpu_config *cfg, const struct access *a)
{
	u32 ends[] = { 0, MVGPU_REG_BAR_SIZE, MVGPU_MSIX_BAR_SIZE, 0x80000000 };

	put(cfg, PCI_CFG + 4, a->data[0] % 6, 1);
	put(cfg, PCI_CFG + 8, ends[a->data[1] % 4] + (s8)a->data[2], 4);
	put(cfg, PCI_CFG + 12, a->data[3] % 9, 4);
}

static void one(struct mvgpu_config *cfg, const struct access *a)
{
	u8 data[4];

	switch (a->what % 8) {
	case 5:
		set_up_window(cfg, a);
		break;
	case 6:
		mvgpu_config_set_intx(cfg, a->len & 1);
		break;
	case 7:
		mvgpu_config_set_pci_cfg_data(cfg, a->data);
		mvgpu_config_pci_cfg_data(cfg, data);
		assert(!memcmp(data, a->data, sizeof(data)));
		break;
	default:
		access_space(cfg, a);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct mvgpu_config cfg, fresh;
	struct access a;
	u64 window = 0;

	if (!size)
		return 0;
	if (data[0] & 1)
		window = 1ULL << (4 + data[0] / 4 % 40);
	mvgpu_config_init(&cfg, window);
	fresh = cfg;
	for (data++, size--; size >= sizeof(a); size -= sizeof(a)) {
		memcpy(&a, data, sizeof(a));
		data += sizeof(a);
		one(&cfg, &a);
		check_fixed(&cfg, &fresh);
		check_window(&cfg);
	}
	assert(!mvgpu_config_bus_master(&cfg) || !(cfg.value[POWER_BYTE] & 3));
	return 0;
}
