/* SPDX-License-Identifier: GPL-2.0 */
/* Renderers one after the other, as a service manager starts them. */
#ifndef FAKE_LIVES_H
#define FAKE_LIVES_H

#include "fake.h"

/* Exit status of a renderer that could not attach. */
#define RENDER_REJECTED 4

int lives_serve(struct fake *fake, const char *uuid, const char *ends,
		int (*serve)(struct fake *fake, const char *uuid));

#endif /* FAKE_LIVES_H */
