// SPDX-License-Identifier: GPL-2.0
/*
 * PCI configuration space of a vGPU: a conventional PCI function with the capabilities of
 * virtio 1.2, 4.1.4. Free-standing.
 *
 * A table of fields defines what each field contains after power-on, and which bits a
 * write of the guest changes. So the sizing of a BAR needs no code: a write of all ones
 * reads back as the writable bits.
 */
#include "vfio/config.h"

/* PCI local bus specification 3.0, 6.1. */
#define CFG_VENDOR		0x00
#define CFG_DEVICE		0x02
#define CFG_COMMAND		0x04
#define CFG_STATUS		0x06
#define CFG_CLASS_REVISION	0x08
#define CFG_CACHE_LINE		0x0c
#define CFG_BAR0		0x10
#define CFG_BAR1		0x14
#define CFG_BAR2		0x18
#define CFG_BAR4		0x20
#define CFG_BAR5		0x24
#define CFG_SUBSYS_VENDOR	0x2c
#define CFG_SUBSYS		0x2e
#define CFG_CAP_LIST		0x34
#define CFG_INT_LINE		0x3c
#define CFG_INT_PIN		0x3d

#define COMMAND_MEMORY		0x0002
#define COMMAND_MASTER		0x0004
#define COMMAND_INTX_OFF	0x0400

#define STATUS_INTX		0x08
#define STATUS_CAP_LIST		0x10

#define BAR_MEM_64		0x4
#define BAR_MEM_PREFETCH	0x8
#define BAR_MASK(size)		(~((u32)(size) - 1))

#define CAP_ID_POWER		0x01
#define CAP_ID_VENDOR		0x09
#define CAP_ID_MSIX		0x11
#define MSIX_WRITABLE		0xc000	/* enable, function mask */

/*
 * PCI power management 1.2, 3.2. The device keeps its state in D3hot and announces this. A
 * driver that relies on it (virtio_pci of Linux 6.9 and newer) has nothing to restore after
 * a sleep.
 */
#define POWER_VERSION		0x0003
#define POWER_STATUS		(MVGPU_CFG_CAP_POWER + 4)
#define POWER_NO_SOFT_RESET	0x0008
#define POWER_STATE		0x03
#define POWER_D0		0
#define POWER_D3HOT		3

/* Virtio 1.2, 4.1.4: types and lengths. */
#define VCAP_COMMON		1
#define VCAP_NOTIFY		2
#define VCAP_ISR		3
#define VCAP_DEVICE		4
#define VCAP_PCI_CFG		5
#define VCAP_SHARED_MEMORY	8
#define VCAP_LEN		16
#define VCAP_NOTIFY_LEN		20
#define VCAP_PCI_CFG_LEN	20
#define VCAP_64_LEN		24

/* Virtio 1.2, 5.7.6.9: id of the host-visible region. */
#define SHM_ID_HOST_VISIBLE	1

#define PCI_CFG_BAR		(MVGPU_CFG_CAP_PCI_CFG + 4)
#define PCI_CFG_OFFSET		(MVGPU_CFG_CAP_PCI_CFG + 8)
#define PCI_CFG_LENGTH		(MVGPU_CFG_CAP_PCI_CFG + 12)
#define PCI_CFG_DATA		(MVGPU_CFG_CAP_PCI_CFG + 16)
#define PCI_CFG_DATA_LEN		4

/* Field of @size bytes, little endian. @writable: bits that a write changes. */
struct config_field {
	u8 offset;
	u8 size;
	u32 value;
	u32 writable;
};

/* Virtio capability: virtio 1.2, 4.1.4, struct virtio_pci_cap. */
struct config_vcap {
	u8 at;
	u8 next;
	u8 len;
	u8 type;
	u8 bar;
	u32 offset;
	u32 length;
};

static const struct config_vcap config_vcaps[] = {
	{ MVGPU_CFG_CAP_COMMON, MVGPU_CFG_CAP_ISR, VCAP_LEN, VCAP_COMMON,
	  MVGPU_REG_BAR, MVGPU_REG_COMMON, MVGPU_REG_COMMON_LEN },
	{ MVGPU_CFG_CAP_ISR, MVGPU_CFG_CAP_DEVICE, VCAP_LEN, VCAP_ISR,
	  MVGPU_REG_BAR, MVGPU_REG_ISR, MVGPU_REG_ISR_LEN },
	{ MVGPU_CFG_CAP_DEVICE, MVGPU_CFG_CAP_NOTIFY, VCAP_LEN, VCAP_DEVICE,
	  MVGPU_REG_BAR, MVGPU_REG_DEVICE, MVGPU_REG_DEVICE_LEN },
	{ MVGPU_CFG_CAP_NOTIFY, MVGPU_CFG_CAP_PCI_CFG, VCAP_NOTIFY_LEN,
	  VCAP_NOTIFY, MVGPU_REG_BAR, MVGPU_REG_NOTIFY,
	  MVGPU_REG_NOTIFY_LEN },
	{ MVGPU_CFG_CAP_PCI_CFG, 0, VCAP_PCI_CFG_LEN, VCAP_PCI_CFG, 0, 0, 0 },
};

/* Last of the list if there is a host-visible region, whose length is added. */
static const struct config_vcap config_hostvis_vcap = {
	MVGPU_CFG_CAP_HOSTVIS, 0, VCAP_64_LEN, VCAP_SHARED_MEMORY,
	MVGPU_HOST_VISIBLE_BAR, 0, 0 };

static const struct config_field config_fields[] = {
	{ CFG_VENDOR, 2, MVGPU_PCI_VENDOR, 0 },
	{ CFG_DEVICE, 2, MVGPU_PCI_DEVICE, 0 },
	{ CFG_COMMAND, 2, 0,
	  COMMAND_MEMORY | COMMAND_MASTER | COMMAND_INTX_OFF },
	{ CFG_STATUS, 2, STATUS_CAP_LIST, 0 },
	{ CFG_CLASS_REVISION, 4,
	  MVGPU_PCI_CLASS << 8 | MVGPU_PCI_REVISION, 0 },
	{ CFG_CACHE_LINE, 1, 0, 0xff },
	{ CFG_BAR0, 4, BAR_MEM_64, BAR_MASK(MVGPU_REG_BAR_SIZE) },
	{ CFG_BAR1, 4, 0, 0xffffffff },
	{ CFG_BAR2, 4, 0, BAR_MASK(MVGPU_MSIX_BAR_SIZE) },
	{ CFG_SUBSYS_VENDOR, 2, MVGPU_PCI_SUBSYS_VENDOR, 0 },
	{ CFG_SUBSYS, 2, MVGPU_PCI_SUBSYS, 0 },
	{ CFG_CAP_LIST, 1, MVGPU_CFG_CAP_POWER, 0 },
	{ CFG_INT_LINE, 1, 0, 0xff },
	{ CFG_INT_PIN, 1, 1, 0 },

	{ MVGPU_CFG_CAP_POWER, 2, CAP_ID_POWER | MVGPU_CFG_CAP_MSIX << 8, 0 },
	{ MVGPU_CFG_CAP_POWER + 2, 2, POWER_VERSION, 0 },
	{ POWER_STATUS, 2, POWER_NO_SOFT_RESET, POWER_STATE },

	{ MVGPU_CFG_CAP_MSIX, 2, CAP_ID_MSIX | MVGPU_CFG_CAP_COMMON << 8, 0 },
	{ MVGPU_CFG_CAP_MSIX + 2, 2, MVGPU_MSIX_VECTORS - 1, MSIX_WRITABLE },
	{ MVGPU_CFG_CAP_MSIX + 4, 4, MVGPU_MSIX_TABLE | MVGPU_MSIX_BAR, 0 },
	{ MVGPU_CFG_CAP_MSIX + 8, 4, MVGPU_MSIX_PBA | MVGPU_MSIX_BAR, 0 },

	{ MVGPU_CFG_CAP_NOTIFY + VCAP_LEN, 4, MVGPU_NOTIFY_MULTIPLIER, 0 },
	{ PCI_CFG_BAR, 1, 0, 0xff },
	{ PCI_CFG_OFFSET, 4, 0, 0xffffffff },
	{ PCI_CFG_LENGTH, 4, 0, 0xffffffff },
	{ PCI_CFG_DATA, PCI_CFG_DATA_LEN, 0, 0xffffffff },
};

static void config_init_field(struct mvgpu_config *cfg, const struct config_field *f)
{
	unsigned int i;

	for (i = 0; i < f->size; i++) {
		cfg->value[f->offset + i] = f->value >> (8 * i);
		cfg->writable[f->offset + i] = f->writable >> (8 * i);
	}
}

static void config_put_le32(u8 *to, u32 value)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		to[i] = value >> (8 * i);
}

static void config_init_vcap(struct mvgpu_config *cfg, const struct config_vcap *cap)
{
	u8 *to = cfg->value + cap->at;

	to[0] = CAP_ID_VENDOR;
	to[1] = cap->next;
	to[2] = cap->len;
	to[3] = cap->type;
	to[4] = cap->bar;
	config_put_le32(to + 8, cap->offset);
	config_put_le32(to + 12, cap->length);
}

/* Virtio 1.2, 4.1.4.7: a 64-bit BAR of @bytes, a power of 2. */
static void config_init_hostvis(struct mvgpu_config *cfg, u64 bytes)
{
	const struct config_field bars[] = {
		{ CFG_BAR4, 4, BAR_MEM_64 | BAR_MEM_PREFETCH,
		  ~(u32)(bytes - 1) & ~0xfU },
		{ CFG_BAR5, 4, 0, ~(u32)((bytes - 1) >> 32) },
	};
	u8 *cap = cfg->value + MVGPU_CFG_CAP_HOSTVIS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bars); i++)
		config_init_field(cfg, &bars[i]);
	cfg->value[MVGPU_CFG_CAP_PCI_CFG + 1] = MVGPU_CFG_CAP_HOSTVIS;
	config_init_vcap(cfg, &config_hostvis_vcap);
	cap[5] = SHM_ID_HOST_VISIBLE;
	config_put_le32(cap + 12, bytes);
	config_put_le32(cap + 20, bytes >> 32);
}

static u32 config_dword(const struct mvgpu_config *cfg, u32 offset)
{
	const u8 *p = cfg->value + offset;

	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static bool config_command(const struct mvgpu_config *cfg, u16 bit)
{
	/* Accesses of registers read it without the lock; a byte is atomic. */
	u8 byte = READ_ONCE(cfg->value[CFG_COMMAND + (bit > 0xff)]);

	return byte & (bit > 0xff ? bit >> 8 : bit);
}

static u8 config_power_state(const struct mvgpu_config *cfg)
{
	return READ_ONCE(cfg->value[POWER_STATUS]) & POWER_STATE;
}

/* D1 and D2 are optional and do not exist; a write of them changes no state. */
static void config_settle_power_state(struct mvgpu_config *cfg, u8 before)
{
	u8 *status = &cfg->value[POWER_STATUS];
	u8 now = config_power_state(cfg);

	if (now != POWER_D0 && now != POWER_D3HOT)
		WRITE_ONCE(*status, (*status & ~POWER_STATE) | before);
}

static bool config_overlaps(u32 offset, size_t len, u32 field, u32 size)
{
	return offset < field + size && field < offset + len;
}

static bool config_in_range(u32 offset, size_t len)
{
	return offset < MVGPU_CFG_SIZE && len <= MVGPU_CFG_SIZE - offset;
}

/**
 * mvgpu_config_init() - Set configuration space to its state after power-on
 * @cfg: configuration space
 * @hostvis_size: bytes of the host-visible region in BAR 4, a power of 2, at least 16; 0
 *	for none
 *
 * Context: any. The caller excludes other users of @cfg.
 */
void mvgpu_config_init(struct mvgpu_config *cfg, u64 hostvis_size)
{
	size_t i;

	memset(cfg, 0, sizeof(*cfg));
	for (i = 0; i < ARRAY_SIZE(config_fields); i++)
		config_init_field(cfg, &config_fields[i]);
	for (i = 0; i < ARRAY_SIZE(config_vcaps); i++)
		config_init_vcap(cfg, &config_vcaps[i]);
	if (hostvis_size)
		config_init_hostvis(cfg, hostvis_size);
}

/**
 * mvgpu_config_chunk() - Split an access into those of a PCI bus
 * @offset: first byte
 * @len: bytes, 1..
 *
 * Context: any.
 *
 * Return: 4, 2 or 1: the size of the largest naturally aligned access at @offset of at most
 * @len bytes.
 */
size_t mvgpu_config_chunk(u32 offset, size_t len)
{
	if (len >= 4 && !(offset & 3))
		return 4;
	if (len >= 2 && !(offset & 1))
		return 2;
	return 1;
}

/**
 * mvgpu_config_read() - Read a range of configuration space
 * @cfg: configuration space
 * @offset: first byte
 * @buf: destination; unchanged on error
 * @len: bytes, any alignment
 *
 * Context: any. The lock of @cfg is held.
 *
 * Return: 0, or -EINVAL if the range is not inside of the space.
 */
int mvgpu_config_read(const struct mvgpu_config *cfg, u32 offset, void *buf,
		      size_t len)
{
	if (!config_in_range(offset, len))
		return -EINVAL;
	memcpy(buf, cfg->value + offset, len);
	return 0;
}

/**
 * mvgpu_config_write() - Write a range of configuration space
 * @cfg: configuration space
 * @offset: first byte
 * @buf: source; read-only bits in it are ignored
 * @len: bytes, any alignment
 * @effects: set to the effects that the caller has to carry out, MVGPU_CFG_*; 0 on error
 *
 * A caller that carries out each PCI_CFG access separately, as on a bus, calls this once
 * per mvgpu_config_chunk().
 *
 * Context: any. The lock of @cfg is held.
 *
 * Return: 0, or -EINVAL if the range is not inside of the space.
 */
int mvgpu_config_write(struct mvgpu_config *cfg, u32 offset, const void *buf,
		       size_t len, unsigned int *effects)
{
	u8 power = config_power_state(cfg);
	const u8 *src = buf;
	size_t i;

	*effects = 0;
	if (!config_in_range(offset, len))
		return -EINVAL;
	for (i = 0; i < len; i++) {
		u8 mask = cfg->writable[offset + i];
		u8 *dst = &cfg->value[offset + i];

		WRITE_ONCE(*dst, (*dst & ~mask) | (src[i] & mask));
	}
	config_settle_power_state(cfg, power);
	if (config_overlaps(offset, len, CFG_COMMAND, 2) ||
	    config_power_state(cfg) != power)
		*effects |= MVGPU_CFG_COMMAND;
	if (mvgpu_config_in_pci_cfg_data(offset, len))
		*effects |= MVGPU_CFG_PCI_CFG;
	return 0;
}

/**
 * mvgpu_config_memory_on() - Check whether the BARs respond
 * @cfg: configuration space
 *
 * Context: any. No lock is needed.
 *
 * Return: true if the guest enabled memory decoding and the device is in D0.
 */
bool mvgpu_config_memory_on(const struct mvgpu_config *cfg)
{
	return config_command(cfg, COMMAND_MEMORY) &&
	       config_power_state(cfg) == POWER_D0;
}

/**
 * mvgpu_config_bus_master() - Check whether the device may read and write memory
 * @cfg: configuration space
 *
 * Context: any. No lock is needed.
 *
 * Return: true if the guest enabled bus mastering and the device is in D0.
 */
bool mvgpu_config_bus_master(const struct mvgpu_config *cfg)
{
	return config_command(cfg, COMMAND_MASTER) &&
	       config_power_state(cfg) == POWER_D0;
}

/**
 * mvgpu_config_intx_off() - Check whether INTx is disabled
 * @cfg: configuration space
 *
 * Context: any. No lock is needed.
 *
 * Return: true if the guest set the interrupt-disable bit.
 */
bool mvgpu_config_intx_off(const struct mvgpu_config *cfg)
{
	return config_command(cfg, COMMAND_INTX_OFF);
}

/**
 * mvgpu_config_set_intx() - Set the level of INTx in the status register
 * @cfg: configuration space
 * @level: whether the device asserts INTx, disabled or not (PCI 3.0, 6.2.3)
 *
 * Context: any. The lock of @cfg is held.
 */
void mvgpu_config_set_intx(struct mvgpu_config *cfg, bool level)
{
	if (level)
		cfg->value[CFG_STATUS] |= STATUS_INTX;
	else
		cfg->value[CFG_STATUS] &= ~STATUS_INTX;
}

/**
 * mvgpu_config_in_pci_cfg_data() - Check whether a range includes a part of pci_cfg_data
 * @offset: first byte
 * @len: bytes
 *
 * Context: any.
 *
 * Return: true if it includes at least one byte.
 */
bool mvgpu_config_in_pci_cfg_data(u32 offset, size_t len)
{
	return config_overlaps(offset, len, PCI_CFG_DATA, PCI_CFG_DATA_LEN);
}

/**
 * mvgpu_config_pci_cfg() - PCI_CFG access that the driver set up
 * @cfg: configuration space
 * @access: filled in on success
 *
 * Virtio 1.2, 4.1.4.9: the driver writes length 1, 2 or 4 and an offset that is a multiple
 * of it, inside of one of the BARs. Only BARs 0 and 2 have registers; the memory of the
 * host-visible region is not accessible in this way.
 *
 * Context: any. The lock of @cfg is held.
 *
 * Return: 0, or -EINVAL if the access is not valid.
 */
int mvgpu_config_pci_cfg(const struct mvgpu_config *cfg,
			 struct mvgpu_config_pci_cfg *access)
{
	u8 bar = cfg->value[PCI_CFG_BAR];
	u32 offset = config_dword(cfg, PCI_CFG_OFFSET);
	u32 len = config_dword(cfg, PCI_CFG_LENGTH);
	u32 size;

	if (bar == MVGPU_REG_BAR)
		size = MVGPU_REG_BAR_SIZE;
	else if (bar == MVGPU_MSIX_BAR)
		size = MVGPU_MSIX_BAR_SIZE;
	else
		return -EINVAL;
	if (len != 1 && len != 2 && len != 4)
		return -EINVAL;
	if (offset & (len - 1) || offset >= size)
		return -EINVAL;
	access->bar = bar;
	access->offset = offset;
	access->len = len;
	return 0;
}

/**
 * mvgpu_config_pci_cfg_data() - Data of a PCI_CFG write
 * @cfg: configuration space
 * @data: filled in; the first mvgpu_config_pci_cfg.len bytes are valid
 *
 * Context: any. The lock of @cfg is held.
 */
void mvgpu_config_pci_cfg_data(const struct mvgpu_config *cfg, u8 data[4])
{
	memcpy(data, cfg->value + PCI_CFG_DATA, PCI_CFG_DATA_LEN);
}

/**
 * mvgpu_config_set_pci_cfg_data() - Store the result of a PCI_CFG read
 * @cfg: configuration space
 * @data: bytes that pci_cfg_data contains from now on
 *
 * Context: any. The lock of @cfg is held.
 */
void mvgpu_config_set_pci_cfg_data(struct mvgpu_config *cfg, const u8 data[4])
{
	memcpy(cfg->value + PCI_CFG_DATA, data, PCI_CFG_DATA_LEN);
}
