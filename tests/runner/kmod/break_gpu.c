// SPDX-License-Identifier: GPL-2.0
/*
 * Makes one virtio GPU break down, as a device does that finds nonsense in its
 * first queue: insmod break_gpu.ko address=0000:00:02.0.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include "pci_address.h"

static char *address;
module_param(address, charp, 0444);
MODULE_PARM_DESC(address, "the PCI function, as dddd:bb:dd.f");

/* More requests than the queue has room for. Its driver's next one mends that. */
static void break_queue(struct virtqueue *vq)
{
	struct vring *vring = (struct vring *)virtqueue_get_vring(vq);
	u16 idx = virtio16_to_cpu(vq->vdev, READ_ONCE(vring->avail->idx));

	WRITE_ONCE(vring->avail->idx,
		   cpu_to_virtio16(vq->vdev, idx + vring->num + 1));
	virtqueue_notify(vq);
}

/* For each child of the PCI function; ends at the first that was broken. */
static int break_device(struct device *dev, void *unused)
{
	struct virtqueue *vq;

	if (!dev->bus || strcmp(dev->bus->name, "virtio"))
		return 0;
	device_lock(dev);
	vq = list_first_entry_or_null(&dev_to_virtio(dev)->vqs,
				      struct virtqueue, list);
	if (vq)
		break_queue(vq);
	device_unlock(dev);
	return !!vq;
}

static int __init break_gpu_init(void)
{
	struct pci_dev *pdev = pci_dev_at(address);
	int broken;

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	broken = device_for_each_child(&pdev->dev, NULL, break_device);
	pci_dev_put(pdev);
	return broken ? 0 : -ENODEV;
}

/* There to be loaded only, but then it can be unloaded, too. */
static void __exit break_gpu_exit(void)
{
}

module_init(break_gpu_init);
module_exit(break_gpu_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Makes one virtio GPU break down");
