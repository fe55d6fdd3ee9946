// SPDX-License-Identifier: GPL-2.0
/* Tests of the PCI configuration space: what a guest finds in it at power-on. */
#include "config_guest.h"

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
	};

	return cmocka_run_group_tests_name("config_layout", tests, NULL, NULL);
}
