// SPDX-License-Identifier: GPL-2.0
/*
 * What KVM of this kernel accepts in the host-visible region. Before 6.13 it needs a reference
 * on each page. Pages that some drivers of GPUs allocate have none, and neither have all but
 * the first of a transparent huge page; the module shows blank pages instead.
 */
#include <sys/prctl.h>
#include <sys/utsname.h>
#include "render/kvm.h"

/* Linux 6.13 and newer. */
static bool kvm_takes_all(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%u.%u", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 13);
}

/**
 * rd_kvm_prepare() - Have no transparent huge pages where KVM would reject them
 *
 * Called before anything is allocated that a guest may map.
 */
void rd_kvm_prepare(void)
{
	if (!kvm_takes_all())
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}
