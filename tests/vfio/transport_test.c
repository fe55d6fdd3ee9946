// SPDX-License-Identifier: GPL-2.0
/* The register file: virtio 1.2, 3.1 and 4.1.4. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "test.h"

static void offers(struct dev *dev)
{
	u64 want = F_VERSION_1 | F_ACCESS | F_INDIRECT | F_EVENT_IDX;

	is(virtio_offered(dev) & want, want);
}

/* With 3D there are no blobs, and context types exist if the GPU has them. */
static void offers_ours(struct dev *dev)
{
	u64 offered = virtio_offered(dev);
	u64 want = F_ALL | F_BLOB_ALIGNMENT;

	if (offered & F_GPU(VIRGL)) {
		want &= ~(F_GPU(RESOURCE_BLOB) | F_BLOB_ALIGNMENT);
		want |= F_GPU(VIRGL) | (offered & F_GPU(CONTEXT_INIT));
	}
	is(offered, want);
}

static void feature_select(struct dev *dev)
{
	static const u32 select[] = { 2, 3, 0x80000000, 0xffffffff };

	for (unsigned int i = 0; i < ARRAY_SIZE(select); i++) {
		reg_write(dev, REG_DEVICE_FEATURE_SELECT, select[i], 4);
		is(reg_read(dev, REG_DEVICE_FEATURE_SELECT, 4), select[i]);
		is(reg_read(dev, REG_DEVICE_FEATURE, 4), 0);
		reg_write(dev, REG_DRIVER_FEATURE_SELECT, select[i], 4);
		is(reg_read(dev, REG_DRIVER_FEATURE, 4), 0);
	}
}

static void driver_feature(struct dev *dev)
{
	u64 offered = virtio_offered(dev);

	virtio_accept(dev, offered);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 0, 4);
	is(reg_read(dev, REG_DRIVER_FEATURE, 4), (u32)offered);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 1, 4);
	is(reg_read(dev, REG_DRIVER_FEATURE, 4), offered >> 32);
}

static void good_features(struct dev *dev)
{
	u64 offered = virtio_offered(dev);

	is(virtio_features_ok(dev, offered), true);
	is(virtio_features_ok(dev, F_VERSION_1 | F_ACCESS), true);
}

static void unoffered_feature(struct dev *dev)
{
	u64 offered = virtio_offered(dev);

	for (unsigned int bit = 0; bit < 64; bit++)
		if (!(offered >> bit & 1))
			is(virtio_features_ok(dev, offered | 1ULL << bit), 0);
	is(virtio_features_ok(dev, offered), true);
}

static void no_version_1(struct dev *dev)
{
	is(virtio_features_ok(dev, virtio_offered(dev) & ~F_VERSION_1), 0);
	is(virtio_features_ok(dev, 0), 0);
}

static void features_freeze(struct dev *dev)
{
	u64 offered = virtio_offered(dev);

	is(virtio_features_ok(dev, F_VERSION_1 | F_ACCESS), true);
	virtio_accept(dev, offered);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 0, 4);
	is(reg_read(dev, REG_DRIVER_FEATURE, 4), 0);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 1, 4);
	is(reg_read(dev, REG_DRIVER_FEATURE, 4), 3);
}

static void status_only_grows(struct dev *dev)
{
	virtio_set_status(dev, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	virtio_set_status(dev, STATUS_ACKNOWLEDGE);
	is(virtio_status(dev), STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	virtio_set_status(dev, STATUS_FAILED);
	is(virtio_status(dev) & STATUS_FAILED, STATUS_FAILED);
	virtio_set_status(dev, 0);
	is(virtio_status(dev), 0);
}

static void read_back(struct dev *dev)
{
	static const struct { u32 reg, value, len; } row[] = {
		{ REG_DEVICE_FEATURE_SELECT, 1, 4 },
		{ REG_DRIVER_FEATURE_SELECT, 1, 4 },
		{ REG_CONFIG_VECTOR, 2, 2 },
		{ REG_QUEUE_SELECT, 1, 2 },
		{ REG_QUEUE_SIZE, 16, 2 },
		{ REG_QUEUE_VECTOR, 1, 2 },
		{ REG_QUEUE_DESC, 0x12345000, 4 },
		{ REG_QUEUE_DESC + 4, 0x9abc, 4 },
		{ REG_QUEUE_DRIVER, 0x23456000, 4 },
		{ REG_QUEUE_DRIVER + 4, 0xabcd, 4 },
		{ REG_QUEUE_DEVICE, 0x34567000, 4 },
		{ REG_QUEUE_DEVICE + 4, 0xbcde, 4 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		reg_write(dev, row[i].reg, row[i].value, row[i].len);
	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++)
		is(reg_read(dev, row[i].reg, row[i].len), row[i].value);
}

static void queues(struct dev *dev)
{
	is(reg_read(dev, REG_NUM_QUEUES, 2), NR_QUEUES);
	for (unsigned int i = 0; i < NR_QUEUES; i++) {
		reg_write(dev, REG_QUEUE_SELECT, i, 2);
		holds(reg_read(dev, REG_QUEUE_SIZE, 2), "queue %u is absent", i);
		is(reg_read(dev, REG_QUEUE_ENABLE, 2), 0);
		holds((reg_read(dev, REG_QUEUE_NOTIFY_OFF, 2) + 1) *
		      dev->notify_multiplier <=
		      dev->structure[VIRTIO_NOTIFY].len, "no doorbell for %u",
		      i);
	}
	for (unsigned int i = NR_QUEUES; i < 0x10000; i = i * 3 + 1) {
		reg_write(dev, REG_QUEUE_SELECT, i, 2);
		is(reg_read(dev, REG_QUEUE_SIZE, 2), 0);
		reg_write(dev, REG_QUEUE_ENABLE, 1, 2);
		is(reg_read(dev, REG_QUEUE_ENABLE, 2), 0);
	}
}

static void status_zero_resets(struct dev *dev)
{
	u16 size = dev->queue[0].num;

	virtio_reset(dev);
	is(reg_read(dev, REG_CONFIG_VECTOR, 2), NO_VECTOR);
	for (unsigned int i = 0; i < NR_QUEUES; i++) {
		reg_write(dev, REG_QUEUE_SELECT, i, 2);
		is(reg_read(dev, REG_QUEUE_ENABLE, 2), 0);
		is(reg_read(dev, REG_QUEUE_VECTOR, 2), NO_VECTOR);
		is(reg_read(dev, REG_QUEUE_DESC, 4), 0);
		is(reg_read(dev, REG_QUEUE_DRIVER, 4), 0);
		is(reg_read(dev, REG_QUEUE_DEVICE + 4, 4), 0);
	}
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	holds(reg_read(dev, REG_QUEUE_SIZE, 2) >= size, "the size shrank");
	is(virtio_status(dev), 0);
}

static void driver_features_reset(struct dev *dev)
{
	virtio_reset(dev);
	for (unsigned int i = 0; i < 2; i++) {
		reg_write(dev, REG_DRIVER_FEATURE_SELECT, i, 4);
		is(reg_read(dev, REG_DRIVER_FEATURE, 4), 0);
	}
}

static void bad_queue_size(struct dev *dev)
{
	static const u16 bad[] = { 0, 3, 63, 1025, 0x8000, 0xffff };
	u16 max;

	virtio_begin(dev, F_ALL);
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	max = reg_read(dev, REG_QUEUE_SIZE, 2);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		u16 now;

		reg_write(dev, REG_QUEUE_SIZE, bad[i], 2);
		now = reg_read(dev, REG_QUEUE_SIZE, 2);
		holds(now && now <= max && !(now & (now - 1)),
		      "size %u was taken", now);
	}
}

static void small_queue(struct dev *dev)
{
	virtio_begin(dev, F_ALL);
	virtio_msix(dev);
	queue_alloc(dev, 0, 2);
	queue_program(dev, &dev->queue[0]);
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
	dev->req = dma_alloc(dev, CMD_MAX);
	dev->resp = dma_alloc(dev, RESP_MAX);
	for (unsigned int i = 0; i < 5; i++)
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void enable_misaligned(struct dev *dev)
{
	static const struct { u32 reg, add; } row[] = {
		{ REG_QUEUE_DESC, 8 }, { REG_QUEUE_DRIVER, 1 },
		{ REG_QUEUE_DEVICE, 2 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		virtio_begin(dev, F_ALL);
		if (!dev->queue[0].desc)
			queue_alloc(dev, 0, 16);
		reg_write(dev, REG_QUEUE_SELECT, 0, 2);
		reg_write(dev, REG_QUEUE_SIZE, 16, 2);
		for (u32 reg = REG_QUEUE_DESC; reg <= REG_QUEUE_DEVICE; reg += 8)
			reg_write(dev, reg, 0x10000 * reg, 4);
		reg_write(dev, row[i].reg, 0x10000 * row[i].reg + row[i].add,
			  4);
		reg_write(dev, REG_QUEUE_ENABLE, 1, 2);
		is(virtio_status(dev) & STATUS_NEEDS_RESET, STATUS_NEEDS_RESET);
	}
}

static void enable_zero(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	reg_write(dev, REG_QUEUE_ENABLE, 0, 2);
	is(reg_read(dev, REG_QUEUE_ENABLE, 2), 1);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void queue_reset(struct dev *dev)
{
	if (!(dev->features & F_RING_RESET))
		tap_skip("RING_RESET is not offered");
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	is(reg_read(dev, REG_QUEUE_RESET, 2), 0);
	reg_write(dev, REG_QUEUE_RESET, 1, 2);
	is(reg_read(dev, REG_QUEUE_RESET, 2), 0);
	is(reg_read(dev, REG_QUEUE_ENABLE, 2), 0);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 1, 1, 0, 0), 0);
	dev->queue[0].desc = NULL;
	queue_alloc(dev, 0, 32);
	queue_program(dev, &dev->queue[0]);
	reg_write(dev, REG_QUEUE_VECTOR, 1, 2);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void reserved_registers(struct dev *dev)
{
	long long before = stat_read(dev, "reg_unknown");

	for (u32 at = 0x3c; at < 0x1000; at += 0x104) {
		bar_write(dev, 0, at, 0xffffffff, 4);
		is(bar_read(dev, 0, at, 4), 0);
	}
	bar_write(dev, 0, 0x1ffc, 0xffffffff, 4);
	is(bar_read(dev, 0, 0x1ffc, 4), 0);
	bar_write(dev, 0, 0x2f00, 0xffffffff, 4);
	is(bar_read(dev, 0, 0x2f00, 4), 0);
	holds(stat_read(dev, "reg_unknown") >= before + 30, "not counted");
	is(virtio_status(dev), 0);
}

static void capsets_fit_features(struct dev *dev)
{
	u32 capsets = devcfg_read(dev, 12);

	if (virtio_offered(dev) & F_GPU(VIRGL))
		holds(capsets >= 1 && capsets <= 2, "%u capsets", capsets);
	else
		is(capsets, 0);
}

static void device_config(struct dev *dev)
{
	u32 scanouts = devcfg_read(dev, 8);

	holds(scanouts >= 1 && scanouts <= VIRTIO_GPU_MAX_SCANOUTS,
	      "%u scanouts", scanouts);
	capsets_fit_features(dev);
	if (!dev->reference)
		is(scanouts, attr_read(dev, "heads"));
}

static void device_config_read_only(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];
	u32 scanouts = devcfg_read(dev, 8);

	bar_write(dev, s->bar, s->offset + 8, 0xff, 4);
	bar_write(dev, s->bar, s->offset + 12, 0xff, 4);
	bar_write(dev, s->bar, s->offset, 0xff, 4);
	is(devcfg_read(dev, 8), scanouts);
	capsets_fit_features(dev);
	is(devcfg_read(dev, 0) & ~1U, 0);
}

static void not_before_driver_ok(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr;
	struct queue *q = &dev->queue[0];
	struct seg seg[2];

	virtio_begin(dev, F_ALL);
	virtio_msix(dev);
	queue_enable(dev, 0);
	dev->req = dma_alloc(dev, CMD_MAX);
	dev->resp = dma_alloc(dev, RESP_MAX);
	hdr = gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	seg[0] = (struct seg) { hdr, sizeof(*hdr), false };
	seg[1] = (struct seg) { dev->resp, RESP_MAX, true };
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	/* QEMU executes it at any time: WAIT_MS is short where it differs. */
	holds(!queue_try_take(dev, q, dev->reference ? 10000 : 100),
	      "executed before DRIVER_OK");
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
	queue_kick(dev, q);
	queue_take(dev, q);
}

static void bus_master(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { hdr, sizeof(*hdr), false },
			     { dev->resp, RESP_MAX, true } };
	struct queue *q = &dev->queue[0];

	cfg_command(dev, PCI_COMMAND_MASTER, 0);
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	holds(!queue_try_take(dev, q, 100), "DMA with bus master off");
	cfg_command(dev, 0, PCI_COMMAND_MASTER);
	queue_take(dev, q);
}

static void doorbells(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_NOTIFY];
	long long before = stat_read(dev, "doorbells");

	for (u32 at = 0; at + 4 <= s->len; at += 4)
		bar_write(dev, s->bar, s->offset + at, 0xffffffff, 4);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	holds(stat_read(dev, "doorbells") > before, "doorbells are not counted");
}

static void sweep(struct dev *dev)
{
	struct vfio_region_info info;
	u64 value;

	is(region_info(dev, 0, &info), 0);
	for (u32 len = 1; len <= 8; len *= 2)
		for (u32 at = 0; at + len <= info.size; at += len)
			if (at < 0x80 || at % 0x1000 < 0x20 || at % 61 == 0)
				region_read(dev, 0, at, &value, len);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void random_writes(struct dev *dev)
{
	u32 seed = 99;
	u64 value;

	for (unsigned int i = 0; i < 20000; i++) {
		u32 len = 1U << (seed >> 28 & 3), at;

		seed = seed * 1664525 + 1013904223;
		at = (seed >> 8 & (i & 3 ? 0x3f : 0x3fff)) & ~(len - 1);
		value = (u64)seed << (seed & 31);
		region_write(dev, 0, at, &value, len);
		if (i % 512 == 0)
			virtio_features_ok(dev, F_ALL);
	}
	gpu_start(dev, F_ALL);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void odd_sizes(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 1, 2);
	reg_write(dev, REG_QUEUE_DESC, 0x1122334455667000ULL, 8);
	is(reg_read(dev, REG_QUEUE_DESC, 4), 0x55667000);
	is(reg_read(dev, REG_QUEUE_DESC + 4, 4), 0x11223344);
	is(reg_read(dev, REG_QUEUE_DESC, 8), 0x1122334455667000ULL);
}

static void reset_counts(struct dev *dev)
{
	long long before = stat_read(dev, "resets");

	virtio_reset(dev);
	is(stat_read(dev, "resets"), before + 1);
	is(dev_reset(dev), 0);
	is(stat_read(dev, "resets"), before + 2);
	is(stat_read(dev, "pinned"), 0);
}

static void restart(struct dev *dev)
{
	for (unsigned int i = 0; i < 50; i++) {
		is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
		gpu_start(dev, i & 1 ? F_ALL : F_VERSION_1 | F_ACCESS);
	}
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

const struct test transport_tests[] = {
	{ "features: a modern device with indirect descriptors and event index is offered",
	  offers, FOUND },
	{ "features: the offered features are the documented ones", offers_ours,
	  FOUND, NEED_OURS },
	{ "features: a half that does not exist reads 0",
	  feature_select, FOUND },
	{ "features: what the driver accepts can be read back", driver_feature,
	  FOUND },
	{ "features: valid sets are accepted", good_features, FOUND },
	{ "features: a bit that was not offered clears FEATURES_OK",
	  unoffered_feature, FOUND },
	{ "features: FEATURES_OK is cleared without VERSION_1",
	  no_version_1, FOUND },
	{ "features: nothing changes after FEATURES_OK", features_freeze,
	  FOUND },
	{ "features: reset clears the accepted features",
	  driver_features_reset },
	{ "status: bits are only cleared by a reset",
	  status_only_grows, FOUND },
	{ "status: writing 0 resets queues and vectors", status_zero_resets },
	{ "status: nothing is executed before DRIVER_OK", not_before_driver_ok,
	  FOUND },
	{ "status: 50 restarts with different features work", restart },
	{ "status: resets are counted, and unpin all memory", reset_counts,
	  .need = NEED_OURS },
	{ "registers: written values are read back", read_back, FOUND },
	{ "registers: there are two queues, and others read as absent",
	  queues, FOUND },
	{ "registers: a queue size is a power of two within the limit",
	  bad_queue_size, FOUND },
	{ "registers: a queue of two entries works", small_queue, FOUND },
	{ "registers: a misaligned ring is rejected when the queue is enabled",
	  enable_misaligned, FOUND },
	{ "registers: a queue cannot be disabled by queue_enable",
	  enable_zero },
	{ "registers: a queue can be reset and set up elsewhere", queue_reset },
	{ "registers: an unknown register reads 0, and its accesses are dropped and counted",
	  reserved_registers, FOUND, NEED_OURS },
	{ "registers: queue addresses may be written by accesses of 64 bits",
	  odd_sizes,
	  FOUND },
	{ "registers: the device configuration shows heads, and capsets with 3D only",
	  device_config, FOUND },
	{ "registers: the device configuration is read-only",
	  device_config_read_only, FOUND },
	{ "registers: every doorbell is harmless and counted", doorbells,
	  .need = NEED_OURS },
	{ "registers: reads of every size anywhere are harmless", sweep },
	{ "registers: after 20000 random writes a reset restores the device",
	  random_writes, FOUND, NEED_OURS, .limit = 60 },
	{ "bus master: there is no DMA while it is off, and waiting commands are executed when it is on",
	  bus_master },
	{ }
};
