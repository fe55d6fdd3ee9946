// SPDX-License-Identifier: GPL-2.0
/*
 * Breaks one virtio GPU: the device finds an invalid index in its first queue.
 *
 *	insmod break_gpu.ko address=0000:00:02.0
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

/*
 * Offers more requests than the queue has entries. The next request of the driver
 * corrects the index.
 */
static void break_queue(struct virtqueue *vq)
{
	struct vring *vring = (struct vring *)virtqueue_get_vring(vq);
	u16 idx = virtio16_to_cpu(vq->vdev, READ_ONCE(vring->avail->idx));

	WRITE_ONCE(vring->avail->idx,
		   cpu_to_virtio16(vq->vdev, idx + vring->num + 1));
	virtqueue_notify(vq);
}

/* Called for each child of the PCI function, until one is broken. */
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

/* Without an exit function the module could not be unloaded. */
static void __exit break_gpu_exit(void)
{
}

module_init(break_gpu_init);
module_exit(break_gpu_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Breaks one virtio GPU");
