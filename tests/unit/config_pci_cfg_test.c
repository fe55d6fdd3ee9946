// SPDX-License-Identifier: GPL-2.0
/* Tests of the PCI configuration space: the PCI_CFG access to the BARs. */
#include "config_guest.h"

static void setup_window(struct mvgpu_config *cfg, u8 bar, u32 offset, u32 len)
{
	u8 at = find_vcap(cfg, 5);

	put(cfg, at + 4, 1, bar);
	put(cfg, at + 8, 4, offset);
	put(cfg, at + 12, 4, len);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(window_accepts_what_exists),
		cmocka_unit_test(window_refuses_what_does_not),
		cmocka_unit_test(window_data_is_reported_and_kept),
	};

	return cmocka_run_group_tests_name("config_pci_cfg", tests, NULL, NULL);
}
