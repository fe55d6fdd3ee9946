// SPDX-License-Identifier: GPL-2.0
#include "test.h"

const struct difference differences[] = {
	{ }
};
