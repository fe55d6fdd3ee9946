#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The accesses of a guest to its vGPU, and the answers of mvgpu, can be traced by the
# kernel's tracing. Each event names its vGPU.
. tests/runner/lib.sh
. tests/vfio/client.sh

TRACING=/sys/kernel/tracing
EVENTS=$TRACING/events/mvgpu

on_exit() { [ ! -e $EVENTS ] || echo 0 >$EVENTS/enable; }

# traced EVENT WORDS: the trace has such a line of $device.
traced() { grep -qE "$1: vgpu=${device##*/} $2" "$WORK/trace"; }

new_vgpus
ok "the kernel has events of mvgpu" test -d $EVENTS
echo 1 >$EVENTS/enable
echo >$TRACING/trace
client_tests --device "$device" "hostile: a device that needs" "lifetime: a reset works with" \
	"fence: the response to a fenced" "scanout: a resource is shown"
echo 0 >$EVENTS/enable
cp $TRACING/trace "$WORK/trace"
ok "reads of registers are traced" \
	traced mvgpu_reg "read offset=0x[0-9a-f]+ len=[124] value=0x[0-9a-f]+"
ok "writes of registers are traced" \
	traced mvgpu_reg "write offset=0x[0-9a-f]+ len=[124] value=0x[0-9a-f]+"
ok "doorbells are traced" traced mvgpu_doorbell "queue=0"
ok "commands are traced with their results" \
	traced mvgpu_cmd "queue=0 RESOURCE_CREATE_2D len=40 result=0x1100"
ok "interrupts are traced" traced mvgpu_irq "isr=[12] vector=0x[0-9a-f]+"
ok "fences are traced" traced mvgpu_fence "ctx=[0-9]+ ring=0 fence=[1-9]"
ok "frames are traced" traced mvgpu_flip "head=0 resource=[1-9]"
ok "resets by the driver are traced" traced mvgpu_reset "by=driver"
ok "resets by the VMM are traced" traced mvgpu_reset "by=vmm"
ok "fatal errors are traced" traced mvgpu_fatal "[a-z]"
ok "the module unloads" unload_module
plan
