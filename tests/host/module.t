#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module can be loaded and unloaded repeatedly, with its GPU.
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

plan 31

parents() { find /sys/class/mdev_bus -mindepth 1 2>/dev/null | wc -l; }

for round in $(seq 10); do
	ok "round $round: the module loads" load_module || exit 1
	is "$(parents)" 1 "round $round: one GPU is an mdev parent"
	ok "round $round: the module unloads" unload_module || exit 1
done
is "$(parents)" 0 "no mdev parent is left"
