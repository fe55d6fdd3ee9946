// SPDX-License-Identifier: GPL-2.0
/* Promises of the PCI configuration space: what a guest reads and may change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/pci_regs.h>
#include "vfio/config.h"

#define ROUNDS 200000

/* virtio 1.2, 4.1.4, as a driver parses it; not shared with the model. */
struct vcap {
	u8 id;
	u8 next;
	u8 len;
	u8 type;
	u8 bar;
	u8 pad[3];
	u32 offset;
	u32 length;
};

static u32 get(struct mvgpu_config *cfg, u32 offset, size_t len)
{
	u32 val = 0;

	assert_int_equal(mvgpu_config_read(cfg, offset, &val, len), 0);
	return val;
}

static unsigned int put(struct mvgpu_config *cfg, u32 offset, size_t len,
			u32 val)
{
	unsigned int effects = ~0;

	assert_int_equal(mvgpu_config_write(cfg, offset, &val, len, &effects),
			 0);
	return effects;
}

static u32 random_u32(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

/* Offset of the capability of @type, 0 when there is none. */
static u8 find_vcap(struct mvgpu_config *cfg, u8 type)
{
	u8 at = get(cfg, PCI_CAPABILITY_LIST, 1);
	int limit = 64;

	for (; at && limit; limit--, at = get(cfg, at + 1, 1))
		if (get(cfg, at, 1) == PCI_CAP_ID_VNDR &&
		    get(cfg, at + 3, 1) == type)
			return at;
	return 0;
}

static void setup_window(struct mvgpu_config *cfg, u8 bar, u32 offset, u32 len)
{
	u8 at = find_vcap(cfg, 5);

	put(cfg, at + 4, 1, bar);
	put(cfg, at + 8, 4, offset);
	put(cfg, at + 12, 4, len);
}

static void identity_is_a_modern_virtio_gpu(void **state)
{
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	assert_int_equal(get(&cfg, PCI_VENDOR_ID, 2), 0x1af4);
	assert_int_equal(get(&cfg, PCI_DEVICE_ID, 2), 0x1050);
	assert_int_equal(get(&cfg, PCI_REVISION_ID, 1), 1);
	assert_int_equal(get(&cfg, PCI_CLASS_PROG, 1), 0);
	assert_int_equal(get(&cfg, PCI_CLASS_DEVICE, 2), 0x0380);
	assert_int_equal(get(&cfg, PCI_HEADER_TYPE, 1), 0);
	assert_int_equal(get(&cfg, PCI_SUBSYSTEM_VENDOR_ID, 2), 0x1af4);
	assert_int_equal(get(&cfg, PCI_SUBSYSTEM_ID, 2), 0x1100);
	assert_int_equal(get(&cfg, PCI_INTERRUPT_PIN, 1), 1);
	assert_int_equal(get(&cfg, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
	assert_int_equal(get(&cfg, PCI_COMMAND, 2), 0);
}

static void check_capabilities(u64 window, int want)
{
	u8 used[MVGPU_CFG_SIZE] = {};
	struct mvgpu_config cfg;
	int caps = 0;
	u8 at;

	mvgpu_config_init(&cfg, window);
	for (at = get(&cfg, PCI_CAPABILITY_LIST, 1); at;
	     at = get(&cfg, at + 1, 1), caps++) {
		u8 id = get(&cfg, at, 1);
		u32 len = id == PCI_CAP_ID_MSIX ? PCI_CAP_MSIX_SIZEOF :
			  id == PCI_CAP_ID_PM ? PCI_PM_SIZEOF :
						get(&cfg, at + 2, 1);

		assert_true(at >= 0x40 && !(at & 3));
		assert_true(at + len <= MVGPU_CFG_SIZE);
		while (len--)
			assert_int_equal(used[at + len]++, 0);
		assert_true(id == PCI_CAP_ID_MSIX || id == PCI_CAP_ID_PM ||
			    id == PCI_CAP_ID_VNDR);
	}
	assert_int_equal(caps, want);
}

static void capability_list_is_sane(void **state)
{
	check_capabilities(0, 7);
	check_capabilities(1 << 20, 8);
}

/* virtio 1.2, 4.1.4.7: halves of 64 bits, and the id in front of the padding. */
static void check_shm(u64 window)
{
	struct mvgpu_config cfg;
	u8 at;

	mvgpu_config_init(&cfg, window);
	at = find_vcap(&cfg, 8);
	assert_int_not_equal(at, 0);
	assert_int_equal(get(&cfg, at + 2, 1), 24);
	assert_int_equal(get(&cfg, at + 4, 1), 4);
	assert_int_equal(get(&cfg, at + 5, 1), 1);
	assert_int_equal(get(&cfg, at + 8, 4), 0);
	assert_int_equal(get(&cfg, at + 12, 4), (u32)window);
	assert_int_equal(get(&cfg, at + 16, 4), 0);
	assert_int_equal(get(&cfg, at + 20, 4), window >> 32);
}

static void the_window_is_shared_memory_1(void **state)
{
	struct mvgpu_config cfg;

	check_shm(1 << 20);
	check_shm(1ULL << 32);
	check_shm(1ULL << 40);
	mvgpu_config_init(&cfg, 0);
	assert_int_equal(find_vcap(&cfg, 8), 0);
}

static void check_vcap(u8 type, u8 len, u8 bar, u32 offset, u32 length)
{
	struct mvgpu_config cfg;
	struct vcap cap;
	u8 at;

	mvgpu_config_init(&cfg, 0);
	at = find_vcap(&cfg, type);
	assert_int_not_equal(at, 0);
	assert_int_equal(mvgpu_config_read(&cfg, at, &cap, sizeof(cap)), 0);
	assert_int_equal(cap.len, len);
	assert_int_equal(cap.bar, bar);
	assert_int_equal(cap.offset, offset);
	assert_int_equal(cap.length, length);
	assert_true(offset + length <= MVGPU_REG_BAR_SIZE);
}

static void virtio_capabilities_name_the_registers(void **state)
{
	struct mvgpu_config cfg;
	u8 at;

	check_vcap(1, 16, 0, MVGPU_REG_COMMON, MVGPU_REG_COMMON_LEN);
	check_vcap(2, 20, 0, MVGPU_REG_NOTIFY, MVGPU_REG_NOTIFY_LEN);
	check_vcap(3, 16, 0, MVGPU_REG_ISR, MVGPU_REG_ISR_LEN);
	check_vcap(4, 16, 0, MVGPU_REG_DEVICE, MVGPU_REG_DEVICE_LEN);
	check_vcap(5, 20, 0, 0, 0);
	mvgpu_config_init(&cfg, 0);
	at = find_vcap(&cfg, 2);
	assert_int_equal(get(&cfg, at + 16, 4), MVGPU_NOTIFY_MULTIPLIER);
}

static void msix_capability_fits_its_bar(void **state)
{
	struct mvgpu_config cfg;
	u8 at = MVGPU_CFG_CAP_MSIX;
	u32 table, pba;

	mvgpu_config_init(&cfg, 0);
	assert_int_equal(get(&cfg, at, 1), PCI_CAP_ID_MSIX);
	assert_int_equal(get(&cfg, at + PCI_MSIX_FLAGS, 2),
			 MVGPU_MSIX_VECTORS - 1);
	table = get(&cfg, at + PCI_MSIX_TABLE, 4);
	pba = get(&cfg, at + PCI_MSIX_PBA, 4);
	assert_int_equal(table & PCI_MSIX_TABLE_BIR, MVGPU_MSIX_BAR);
	assert_int_equal(pba & PCI_MSIX_PBA_BIR, MVGPU_MSIX_BAR);
	assert_true((table & ~7) + 16 * MVGPU_MSIX_VECTORS <= (pba & ~7));
	assert_true((pba & ~7) + 8 <= MVGPU_MSIX_BAR_SIZE);
	put(&cfg, at + PCI_MSIX_FLAGS, 2, 0xffff);
	assert_int_equal(get(&cfg, at + PCI_MSIX_FLAGS, 2),
			 PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL |
			 (MVGPU_MSIX_VECTORS - 1));
}

/* As firmware sizes it: write ones, read the mask, put the address back. */
static u64 bar_size(struct mvgpu_config *cfg, u32 bar, bool wide)
{
	u32 low, high = 0xffffffff;

	put(cfg, bar, 4, 0xffffffff);
	low = get(cfg, bar, 4) & PCI_BASE_ADDRESS_MEM_MASK;
	if (wide) {
		put(cfg, bar + 4, 4, 0xffffffff);
		high = get(cfg, bar + 4, 4);
	}
	return low || (wide && high) ? ~((u64)high << 32 | low) + 1 : 0;
}

static void the_window_is_a_bar_of_64_bits(void **state)
{
	static const u64 sizes[] = { 1 << 20, 1U << 31, 1ULL << 32, 1ULL << 40 };
	struct mvgpu_config cfg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		mvgpu_config_init(&cfg, sizes[i]);
		assert_int_equal(get(&cfg, PCI_BASE_ADDRESS_4, 4),
				 PCI_BASE_ADDRESS_MEM_TYPE_64 |
				 PCI_BASE_ADDRESS_MEM_PREFETCH);
		assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_4, true),
				 sizes[i]);
		assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_0, true),
				 MVGPU_REG_BAR_SIZE);
	}
}

static void bars_size_like_hardware(void **state)
{
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	assert_int_equal(get(&cfg, PCI_BASE_ADDRESS_0, 4),
			 PCI_BASE_ADDRESS_MEM_TYPE_64);
	assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_0, true),
			 MVGPU_REG_BAR_SIZE);
	assert_int_equal(get(&cfg, PCI_BASE_ADDRESS_2, 4), 0);
	assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_2, false),
			 MVGPU_MSIX_BAR_SIZE);
	assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_3, false), 0);
	assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_4, false), 0);
	assert_int_equal(bar_size(&cfg, PCI_BASE_ADDRESS_5, false), 0);
	assert_int_equal(bar_size(&cfg, PCI_ROM_ADDRESS, false), 0);
	put(&cfg, PCI_BASE_ADDRESS_0, 4, 0xfebf4000);
	put(&cfg, PCI_BASE_ADDRESS_1, 4, 0x12);
	assert_int_equal(get(&cfg, PCI_BASE_ADDRESS_0, 4), 0xfebf4004);
	assert_int_equal(get(&cfg, PCI_BASE_ADDRESS_1, 4), 0x12);
}

static void command_register_has_three_bits(void **state)
{
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	assert_false(mvgpu_config_memory_on(&cfg));
	assert_false(mvgpu_config_bus_master(&cfg));
	assert_false(mvgpu_config_intx_off(&cfg));
	assert_int_equal(put(&cfg, PCI_COMMAND, 2, 0xffff), MVGPU_CFG_COMMAND);
	assert_int_equal(get(&cfg, PCI_COMMAND, 2), PCI_COMMAND_MEMORY |
			 PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	assert_true(mvgpu_config_memory_on(&cfg));
	assert_true(mvgpu_config_bus_master(&cfg));
	assert_true(mvgpu_config_intx_off(&cfg));
	assert_int_equal(put(&cfg, PCI_COMMAND + 1, 1, 0), MVGPU_CFG_COMMAND);
	assert_false(mvgpu_config_intx_off(&cfg));
	assert_true(mvgpu_config_memory_on(&cfg));
	put(&cfg, PCI_COMMAND, 1, PCI_COMMAND_MASTER);
	assert_false(mvgpu_config_memory_on(&cfg));
	assert_true(mvgpu_config_bus_master(&cfg));
}

static u8 find_cap(struct mvgpu_config *cfg, u8 id)
{
	u8 at = get(cfg, PCI_CAPABILITY_LIST, 1);

	while (at && get(cfg, at, 1) != id)
		at = get(cfg, at + 1, 1);
	return at;
}

static void in_d3hot_it_sleeps_and_keeps_all(void **state)
{
	u16 on = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	struct mvgpu_config cfg, before;
	u8 ctrl;

	mvgpu_config_init(&cfg, 0);
	ctrl = find_cap(&cfg, PCI_CAP_ID_PM) + PCI_PM_CTRL;
	assert_int_equal(get(&cfg, ctrl - 2, 2), 3);
	assert_int_equal(get(&cfg, ctrl, 2), PCI_PM_CTRL_NO_SOFT_RESET);
	put(&cfg, PCI_COMMAND, 2, on);
	before = cfg;
	assert_int_equal(put(&cfg, ctrl, 2, 0xffff), MVGPU_CFG_COMMAND);
	assert_int_equal(get(&cfg, ctrl, 2), PCI_PM_CTRL_NO_SOFT_RESET | 3);
	assert_int_equal(get(&cfg, PCI_COMMAND, 2), on);
	assert_false(mvgpu_config_memory_on(&cfg));
	assert_false(mvgpu_config_bus_master(&cfg));
	assert_int_equal(put(&cfg, ctrl, 1, 2), 0);
	assert_int_equal(get(&cfg, ctrl, 1) & 3, 3);
	assert_int_equal(put(&cfg, ctrl, 1, 0), MVGPU_CFG_COMMAND);
	assert_true(mvgpu_config_memory_on(&cfg));
	assert_true(mvgpu_config_bus_master(&cfg));
	assert_int_equal(put(&cfg, ctrl, 1, 1), 0);
	assert_memory_equal(&cfg, &before, sizeof(cfg));
}

static void status_shows_the_interrupt_level(void **state)
{
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	mvgpu_config_set_intx(&cfg, true);
	put(&cfg, PCI_STATUS, 2, 0xffff);
	assert_int_equal(get(&cfg, PCI_STATUS, 2),
			 PCI_STATUS_CAP_LIST | PCI_STATUS_INTERRUPT);
	mvgpu_config_set_intx(&cfg, false);
	assert_int_equal(get(&cfg, PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
}

static void scratch_registers_hold_what_is_written(void **state)
{
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	put(&cfg, PCI_INTERRUPT_LINE, 1, 0x5a);
	put(&cfg, PCI_INTERRUPT_PIN, 1, 0x5a);
	assert_int_equal(get(&cfg, PCI_INTERRUPT_LINE, 1), 0x5a);
	assert_int_equal(get(&cfg, PCI_INTERRUPT_PIN, 1), 1);
	put(&cfg, PCI_CACHE_LINE_SIZE, 1, 0x10);
	assert_int_equal(get(&cfg, PCI_CACHE_LINE_SIZE, 1), 0x10);
}

static void accesses_may_cross_registers(void **state)
{
	u8 all[MVGPU_CFG_SIZE];
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	assert_int_equal(put(&cfg, PCI_COMMAND - 1, 4, 0x00000600),
			 MVGPU_CFG_COMMAND);
	assert_int_equal(get(&cfg, PCI_COMMAND, 2),
			 PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	assert_int_equal(get(&cfg, PCI_DEVICE_ID + 1, 2), 0x0610);
	assert_int_equal(mvgpu_config_read(&cfg, 0, all, sizeof(all)), 0);
	assert_memory_equal(all, cfg.value, sizeof(all));
}

static void accesses_beyond_the_end_are_refused(void **state)
{
	static const struct {
		u32 offset;
		size_t len;
	} bad[] = {
		{ 256, 1 }, { 255, 2 }, { 253, 4 }, { 0, 257 }, { 256, 0 },
		{ 0xffffffff, 1 }, { 0xfffffffc, 8 }, { 4, (size_t)-2 },
	};
	struct mvgpu_config cfg, before;
	unsigned int effects;
	u8 buf[512] = {};
	size_t i;

	mvgpu_config_init(&cfg, 0);
	before = cfg;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		effects = ~0;
		assert_int_equal(mvgpu_config_read(&cfg, bad[i].offset, buf,
						   bad[i].len), -EINVAL);
		assert_int_equal(mvgpu_config_write(&cfg, bad[i].offset, buf,
						    bad[i].len, &effects),
				 -EINVAL);
		assert_int_equal(effects, 0);
	}
	assert_memory_equal(&cfg, &before, sizeof(cfg));
	assert_int_equal(get(&cfg, 255, 1), 0);
}

static void chunks_are_natural_and_cover_all(void **state)
{
	u32 offset, len, at;
	size_t n;

	for (offset = 0; offset < 16; offset++)
		for (len = 1; len < 20; len++)
			for (at = offset; at < offset + len; at += n) {
				n = mvgpu_config_chunk(at, offset + len - at);
				assert_true(n == 1 || n == 2 || n == 4);
				assert_int_equal(at % n, 0);
				assert_true(at + n <= offset + len);
			}
	assert_int_equal(mvgpu_config_chunk(8, 4), 4);
	assert_int_equal(mvgpu_config_chunk(6, 4), 2);
	assert_int_equal(mvgpu_config_chunk(5, 4), 1);
}

static void window_accepts_what_exists(void **state)
{
	struct mvgpu_config_pci_cfg win;
	struct mvgpu_config cfg;

	mvgpu_config_init(&cfg, 0);
	setup_window(&cfg, MVGPU_REG_BAR, MVGPU_REG_COMMON + 0x14, 1);
	assert_int_equal(mvgpu_config_pci_cfg(&cfg, &win), 0);
	assert_int_equal(win.bar, MVGPU_REG_BAR);
	assert_int_equal(win.offset, MVGPU_REG_COMMON + 0x14);
	assert_int_equal(win.len, 1);
	setup_window(&cfg, MVGPU_REG_BAR, MVGPU_REG_BAR_SIZE - 4, 4);
	assert_int_equal(mvgpu_config_pci_cfg(&cfg, &win), 0);
	setup_window(&cfg, MVGPU_MSIX_BAR, MVGPU_MSIX_BAR_SIZE - 2, 2);
	assert_int_equal(mvgpu_config_pci_cfg(&cfg, &win), 0);
	assert_int_equal(win.bar, MVGPU_MSIX_BAR);
}

static void window_refuses_what_does_not(void **state)
{
	static const struct {
		u8 bar;
		u32 offset;
		u32 len;
	} bad[] = {
		{ 0, 0, 0 }, { 0, 0, 3 }, { 0, 0, 8 }, { 0, 0, 0xffffffff },
		{ 0, 1, 2 }, { 0, 2, 4 }, { 0, MVGPU_REG_BAR_SIZE, 1 },
		{ 0, 0xfffffffc, 4 }, { 2, MVGPU_MSIX_BAR_SIZE, 4 },
		{ 1, 0, 4 }, { 3, 0, 4 }, { 5, 0, 4 }, { 6, 0, 4 },
		{ 255, 0, 4 },
	};
	struct mvgpu_config_pci_cfg win;
	struct mvgpu_config cfg;
	size_t i;

	mvgpu_config_init(&cfg, 0);
	assert_int_equal(mvgpu_config_pci_cfg(&cfg, &win), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		setup_window(&cfg, bad[i].bar, bad[i].offset, bad[i].len);
		assert_int_equal(mvgpu_config_pci_cfg(&cfg, &win), -EINVAL);
	}
}

static void window_data_is_reported_and_kept(void **state)
{
	u8 data[4] = { 0xde, 0xad, 0xbe, 0xef };
	struct mvgpu_config cfg;
	u8 at, seen[4];

	mvgpu_config_init(&cfg, 0);
	at = find_vcap(&cfg, 5) + 16;
	assert_int_equal(put(&cfg, at, 4, 0x44332211), MVGPU_CFG_PCI_CFG);
	assert_int_equal(put(&cfg, at + 3, 1, 0x55), MVGPU_CFG_PCI_CFG);
	assert_int_equal(put(&cfg, at - 1, 1, 0), 0);
	assert_int_equal(put(&cfg, at + 4, 1, 0), 0);
	mvgpu_config_pci_cfg_data(&cfg, seen);
	assert_memory_equal(seen, ((u8[]){ 0x11, 0x22, 0x33, 0x55 }), 4);
	mvgpu_config_set_pci_cfg_data(&cfg, data);
	assert_int_equal(get(&cfg, at, 4), 0xefbeadde);
	assert_true(mvgpu_config_in_pci_cfg_data(at, 1));
	assert_true(mvgpu_config_in_pci_cfg_data(at - 3, 4));
	assert_true(mvgpu_config_in_pci_cfg_data(at + 3, 4));
	assert_false(mvgpu_config_in_pci_cfg_data(at - 4, 4));
	assert_false(mvgpu_config_in_pci_cfg_data(at + 4, 4));
}

static void random_writes_never_change_read_only_bits(void **state)
{
	struct mvgpu_config cfg, fresh;
	u8 noise[MVGPU_CFG_SIZE];
	unsigned int effects;
	size_t i, k;

	mvgpu_config_init(&fresh, 0);
	cfg = fresh;
	for (i = 0; i < ROUNDS; i++) {
		u32 offset = random_u32() % MVGPU_CFG_SIZE;
		u32 len = 1 + random_u32() % (MVGPU_CFG_SIZE - offset);

		for (k = 0; k < len; k++)
			noise[k] = random_u32();
		assert_int_equal(mvgpu_config_write(&cfg, offset, noise, len,
						    &effects), 0);
		for (k = 0; k < MVGPU_CFG_SIZE; k++)
			assert_int_equal((cfg.value[k] ^ fresh.value[k]) &
					 ~fresh.writable[k], 0);
	}
	assert_memory_equal(cfg.writable, fresh.writable, MVGPU_CFG_SIZE);
}

/* What may be written is a list here too, so that no bit slips in. */
static void only_known_registers_are_writable(void **state)
{
	static const struct {
		u8 offset;
		u8 len;
	} known[] = {
		{ PCI_COMMAND, 2 }, { PCI_CACHE_LINE_SIZE, 1 },
		{ PCI_BASE_ADDRESS_0, 12 }, { PCI_INTERRUPT_LINE, 1 },
		{ MVGPU_CFG_CAP_MSIX + PCI_MSIX_FLAGS, 2 },
		{ MVGPU_CFG_CAP_PCI_CFG + 4, 1 },
		{ MVGPU_CFG_CAP_PCI_CFG + 8, 12 },
		{ MVGPU_CFG_CAP_POWER + PCI_PM_CTRL, 1 },
	};
	u8 allowed[MVGPU_CFG_SIZE] = {};
	struct mvgpu_config cfg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		memset(allowed + known[i].offset, 1, known[i].len);
	mvgpu_config_init(&cfg, 0);
	for (i = 0; i < MVGPU_CFG_SIZE; i++)
		assert_true(allowed[i] || !cfg.writable[i]);
}

static void init_restores_power_on(void **state)
{
	struct mvgpu_config cfg, fresh;

	mvgpu_config_init(&fresh, 0);
	memset(&cfg, 0xff, sizeof(cfg));
	mvgpu_config_init(&cfg, 0);
	assert_memory_equal(&cfg, &fresh, sizeof(cfg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_is_a_modern_virtio_gpu),
		cmocka_unit_test(capability_list_is_sane),
		cmocka_unit_test(the_window_is_shared_memory_1),
		cmocka_unit_test(the_window_is_a_bar_of_64_bits),
		cmocka_unit_test(virtio_capabilities_name_the_registers),
		cmocka_unit_test(msix_capability_fits_its_bar),
		cmocka_unit_test(bars_size_like_hardware),
		cmocka_unit_test(command_register_has_three_bits),
		cmocka_unit_test(in_d3hot_it_sleeps_and_keeps_all),
		cmocka_unit_test(status_shows_the_interrupt_level),
		cmocka_unit_test(scratch_registers_hold_what_is_written),
		cmocka_unit_test(accesses_may_cross_registers),
		cmocka_unit_test(accesses_beyond_the_end_are_refused),
		cmocka_unit_test(chunks_are_natural_and_cover_all),
		cmocka_unit_test(window_accepts_what_exists),
		cmocka_unit_test(window_refuses_what_does_not),
		cmocka_unit_test(window_data_is_reported_and_kept),
		cmocka_unit_test(random_writes_never_change_read_only_bits),
		cmocka_unit_test(only_known_registers_are_writable),
		cmocka_unit_test(init_restores_power_on),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
