/* SPDX-License-Identifier: GPL-2.0 */
/* What KVM of this kernel accepts in the host-visible region. */
#ifndef MVGPU_RENDER_KVM_H
#define MVGPU_RENDER_KVM_H

#include "shim.h"

void rd_kvm_prepare(void);

#endif /* MVGPU_RENDER_KVM_H */
