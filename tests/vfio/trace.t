#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What crosses the line between a guest and mvgpu can be watched, by the kernel's
# tracing, and says which vGPU it is about.
. tests/runner/lib.sh
. tests/vfio/client.sh

TRACING=/sys/kernel/tracing
EVENTS=$TRACING/events/mvgpu

on_exit() { [ ! -e $EVENTS ] || echo 0 >$EVENTS/enable; }

# traced EVENT WORDS: there is such a line of $device.
traced() { grep -qE "$1: vgpu=${device##*/} $2" "$WORK/trace"; }

new_vgpus
ok "there are events" test -d $EVENTS
echo 1 >$EVENTS/enable
echo >$TRACING/trace
client_tests --device "$device" "hostile: a device that needs" "lifetime: a reset works with"
echo 0 >$EVENTS/enable
cp $TRACING/trace "$WORK/trace"
ok "registers that are read" traced mvgpu_reg "read offset=0x[0-9a-f]+ len=[124] value=0x[0-9a-f]+"
ok "registers that are written" traced mvgpu_reg "write offset=0x[0-9a-f]+ len=[124] value=0x[0-9a-f]+"
ok "doorbells" traced mvgpu_doorbell "queue=0"
ok "commands, with what came of them" traced mvgpu_cmd "queue=0 RESOURCE_CREATE_2D len=40 result=0x1100"
ok "interrupts" traced mvgpu_irq "isr=[12] vector=0x[0-9a-f]+"
ok "fatal mistakes" traced mvgpu_fatal "[a-z]"
ok "the module unloads" unload_module
plan
