/* SPDX-License-Identifier: GPL-2.0 */
/* What a confined process must not do, if its unit cannot say it. */
#ifndef MVGPU_RENDER_CONFINE_H
#define MVGPU_RENDER_CONFINE_H

int rd_confine_signals(void);

#endif /* MVGPU_RENDER_CONFINE_H */
