#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A guest with an unmodified kernel and Mesa draws by OpenGL on a vGPU of a GPU with renderers.
# A frame takes seconds, because Mesa draws it on the emulated CPUs of the host VM.
# mvgpu-long: yes
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() { stop_renderers; }

load_module soft_gpus=0 || bail "the module does not load"
render_gpu >/dev/null || bail "there is no GPU with renderers"
uuid=$(new_vgpu 4) || bail "no vGPU"
renderer "$uuid"
is "$(set_attr "$MDEV_DIR/$uuid/job_timeout_ms" 300000)" "" "a job may take five minutes"

userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "virtio_gpu drives the vGPU" guest_run a bound
GUEST_LIMIT=$PROGRAMS_LIMIT
ok "kmscube draws frames" guest_run a \
	"MVGPU_FRAMES=4 bash /mvgpu/tests/guest/programs.sh /share cube"
sed 's/^/# /' "$(results_of a)/cube.txt"
is "$(cat "$MDEV_DIR/$uuid/stats/errors")" 0 "no command of the guest met an error"
ok "streams were submitted" test "$(cat "$MDEV_DIR/$uuid/stats/submits")" -ge 4
ends_clean a "$uuid"
renderer_said "$uuid"
plan "$_count"
