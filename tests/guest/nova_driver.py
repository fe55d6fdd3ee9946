#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Nova's own driver for libvirt, without the rest of OpenStack, for tests/guest/nova.t:

    nova_driver.py FOLDER

Each line of its input has the commands of one life of nova-compute, which reads its configuration
(FOLDER/nova.conf), makes the driver, starts it, and gives it these commands. FOLDER/output has what
they print, FOLDER/log the log, and a line of the output of this program the status. Each life is a
process of its own, which need not load Nova again. Driver, configuration, instances and the tree
of providers are Nova's own; libvirtd is that of the machine. Database, images and network are
played here, as far as the driver asks for them.

    inventory    a line for each provider of vGPUs (name, class, total), and their number
    mdevs        a line for each vGPU that the driver knows: uuid, parent, type
    assigned     a line for each vGPU that an instance has: uuid, number of the instance
    allocate     a vGPU of the first provider is allocated; prints its uuid
    spawn=N, reboot=N, destroy=N
                 does this with the instance of this number
"""

import contextlib
import os
import pathlib
import shutil
import sys
import traceback
import unittest.mock
import uuid

# The first import of Nova, as that of nova-compute: it replaces functions for its threads.
import nova.cmd.compute
import nova.conf
from nova import config, context, exception, objects, privsep
from nova.compute import provider_tree
from nova.image import glance
from nova.network import model as network_model
from nova.virt import virtapi
from nova.virt.libvirt import driver as libvirt_driver

NODE = "node"
MACHINE = uuid.UUID("5d1f8e0a-77a1-4ee9-8f7e-f9ad2f0c0d00")
# The images of an instance: files of these names beside the configuration.
IMAGES = {"disk": str(uuid.uuid5(MACHINE, "disk")), "kernel": str(uuid.uuid5(MACHINE, "kernel")),
          "initrd": str(uuid.uuid5(MACHINE, "initrd"))}


class VirtAPI(virtapi.VirtAPI):
    """What the driver asks nova-compute for. There is no network whose events it could await."""

    def __init__(self, allocations):
        super().__init__()
        self.reportclient = unittest.mock.Mock()
        self.reportclient.get_allocations_for_consumer = lambda *_args: allocations()

    @contextlib.contextmanager
    def wait_for_instance_event(self, *_args, **_more):
        yield

    def exit_wait_early(self, events):
        pass

    def update_compute_provider_status(self, _context, rp_uuid, enabled):
        pass


def play_images(folder):
    """Glance: each image is a file."""
    names = {image: name for name, image in IMAGES.items()}

    def download(_api, _context, image, dest_path=None, **_more):
        shutil.copy(folder / names[image], dest_path)

    def get(_api, _context, image, **_more):
        return {"id": image, "disk_format": "raw", "container_format": "bare",
                "status": "active", "size": (folder / names[image]).stat().st_size}

    glance.API.download, glance.API.get = download, get


def play_database():
    """Nothing is stored: whatever the driver looks for does not exist."""
    nothing = unittest.mock.Mock(return_value=[])
    objects.InstanceList.get_by_host = nothing
    for kind in (objects.BlockDeviceMappingList, objects.VirtualInterfaceList,
                 objects.ShareMappingList):
        kind.get_by_instance_uuid = nothing
    objects.Instance.save = unittest.mock.Mock()
    objects.Service.get_by_compute_host = unittest.mock.Mock(
        side_effect=exception.ComputeHostNotFound(host=NODE))


def instance_of(number, append):
    """An instance whose flavor asks for a vGPU, and which starts the kernel of the images."""
    flavor = objects.Flavor(
        id=1, flavorid="1", name="vgpu", memory_mb=256, vcpus=1, root_gb=0, ephemeral_gb=0,
        swap=0, rxtx_factor=1, vcpu_weight=0, disabled=False, is_public=True,
        extra_specs={"resources:VGPU": "1", "hw:serial_port_count": "2"})
    image = {"image_hw_machine_type": "q35", "image_disk_format": "raw",
             "image_os_command_line": append, "image_container_format": "bare"}
    return objects.Instance(
        id=number, uuid=str(uuid.uuid5(MACHINE, str(number))), flavor=flavor, host=NODE, node=NODE,
        old_flavor=None, new_flavor=None, project_id="project", user_id="user",
        display_name=f"guest {number}", hostname="guest", image_ref=IMAGES["disk"],
        kernel_id=IMAGES["kernel"], ramdisk_id=IMAGES["initrd"], os_type=None, vm_mode=None,
        architecture=None, root_device_name=None, default_ephemeral_device=None,
        default_swap_device=None, config_drive="", numa_topology=None, vcpu_model=None,
        system_metadata=image, metadata={}, task_state=None, vm_state="building", resources=None,
        pci_devices=objects.PciDeviceList(objects=[]), pci_requests=None, trusted_certs=None,
        ephemeral_key_uuid=None, cleaned=False, key_data=None, launched_at=None, locked=False,
        migration_context=None, tags=objects.TagList(objects=[]),
        info_cache=objects.InstanceInfoCache(network_info=network_model.NetworkInfo([])),
        auto_disk_config=False, memory_mb=256, vcpus=1, root_gb=0, ephemeral_gb=0)


class Compute:
    """nova-compute, as far as the driver needs it."""

    def __init__(self, folder):
        self.context = context.get_admin_context()
        self.append = (folder / "append").read_text().strip()
        self.network = network_model.NetworkInfo([])
        self.driver = libvirt_driver.LibvirtDriver(VirtAPI(self.allocations))
        self.driver.init_host(NODE)
        self.tree = provider_tree.ProviderTree()
        self.tree.new_root(NODE, str(MACHINE))
        self.update()

    def update(self):
        self.driver.update_provider_tree(self.tree, NODE)

    def providers(self):
        """The providers of vGPUs, each with the class of its resource and its inventory."""
        for name in sorted(self.tree.get_provider_uuids_in_tree(NODE)):
            data = self.tree.data(name)
            if data.name != NODE:
                yield data, *next(iter(data.inventory.items()))

    def allocations(self):
        """What placement would answer for an instance: one vGPU of the first provider."""
        return {data.uuid: {"resources": {kind: 1}}
                for data, kind, _ in list(self.providers())[:1]}

    def do_inventory(self):
        self.update()
        for data, kind, inventory in self.providers():
            print(data.name, kind, inventory["total"])
        print(len(list(self.providers())), "providers")

    def do_mdevs(self):
        for mdev in self.driver._get_mediated_devices():
            print(mdev["uuid"], mdev["parent"], mdev["type"])

    def do_assigned(self):
        numbers = {str(uuid.uuid5(MACHINE, str(number))): number for number in range(100)}
        for mdev, instance in self.driver._get_all_assigned_mediated_devices().items():
            print(mdev, numbers[instance])

    def do_allocate(self):
        print(*self.driver._allocate_mdevs(self.allocations()))

    def do_spawn(self, number):
        instance = instance_of(number, self.append)
        self.driver.spawn(self.context, instance, instance.image_meta, [], None,
                          self.allocations(), network_info=self.network,
                          block_device_info={"block_device_mapping": []})

    def do_reboot(self, number):
        self.driver.reboot(self.context, instance_of(number, self.append), self.network, "HARD",
                           block_device_info={"block_device_mapping": []})

    def do_destroy(self, number):
        self.driver.destroy(self.context, instance_of(number, self.append), self.network,
                            block_device_info={"block_device_mapping": []})


def commands_of(line):
    for command in line.split():
        name, _, argument = command.partition("=")
        yield f"do_{name}", [int(argument)] if argument else []


def live(folder, line):
    """One life of nova-compute; returns its status."""
    for name, stream in (("output", sys.stdout), ("log", sys.stderr)):
        with open(folder / name, "wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    config.parse_args(["nova-compute", "--config-file", str(folder / "nova.conf")],
                      configure_db=False, init_rpc=False)
    nova.conf.neutron.register_dynamic_opts(nova.conf.CONF)
    try:
        compute = Compute(folder)
        for name, arguments in commands_of(line):
            getattr(compute, name)(*arguments)
    except Exception as error:
        traceback.print_exc()
        print(f"{type(error).__name__}: {error}")
        return 1
    return 0


def child(folder, line):
    status = 1
    try:
        status = live(folder, line)
        sys.stdout.flush()
    finally:
        os._exit(status)


def main():
    folder = pathlib.Path(sys.argv[1])
    privsep.sys_admin_pctxt.set_client_mode(False)
    objects.register_all()
    play_images(folder)
    play_database()
    for line in sys.stdin:
        process = os.fork()
        if not process:
            child(folder, line)
        # Nova has replaced waitpid() by one for its threads, which a process has not that forks.
        print(os.waitid(os.P_PID, process, os.WEXITED).si_status, flush=True)


if __name__ == "__main__":
    main()
