/* SPDX-License-Identifier: GPL-2.0 */
/* Translation of the resource ids in a virgl stream, by the module's scanner. */
#ifndef TRANSLATE_H
#define TRANSLATE_H

#include <stddef.h>
#include <stdint.h>

int translate(void *stream, size_t bytes, uint32_t (*resource)(void *arg, uint32_t id),
	      void *arg);

#endif /* TRANSLATE_H */
