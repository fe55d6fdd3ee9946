// SPDX-License-Identifier: GPL-2.0
/* Tests of the PCI configuration space: what a guest may change, and how. */
#include "config_guest.h"

#define ROUNDS 200000

static u32 random_u32(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
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
		cmocka_unit_test(command_register_has_three_bits),
		cmocka_unit_test(in_d3hot_it_sleeps_and_keeps_all),
		cmocka_unit_test(status_shows_the_interrupt_level),
		cmocka_unit_test(scratch_registers_hold_what_is_written),
		cmocka_unit_test(accesses_may_cross_registers),
		cmocka_unit_test(accesses_beyond_the_end_are_refused),
		cmocka_unit_test(chunks_are_natural_and_cover_all),
		cmocka_unit_test(random_writes_never_change_read_only_bits),
		cmocka_unit_test(only_known_registers_are_writable),
		cmocka_unit_test(init_restores_power_on),
	};

	return cmocka_run_group_tests_name("config_write", tests, NULL, NULL);
}
