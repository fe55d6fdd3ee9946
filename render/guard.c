// SPDX-License-Identifier: GPL-2.0
/*
 * Read-only mappings. Streams can have results written to the backing of a resource, and the
 * backing may be memory that the guest itself cannot write. Such a write goes to a copy of
 * the page in this process, instead of ending it. Mappings are added and removed by the
 * thread that calls the library, so that none changes while the library works.
 */
#include <signal.h>
#include <sys/mman.h>
#include "render/guard.h"

static struct rd_guard *guard_list;

static bool guard_has(const u8 *page)
{
	const struct rd_guard *guard;

	for (guard = guard_list; guard; guard = guard->next)
		if (page >= guard->base && page < guard->base + guard->bytes)
			return true;
	return false;
}

static bool guard_replace(u8 *page)
{
	u8 copy[PAGE_SIZE];

	memcpy(copy, page, PAGE_SIZE);
	if (mmap(page, PAGE_SIZE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		return false;
	memcpy(page, copy, PAGE_SIZE);
	return true;
}

/* Any other fault happens again, and ends the process. */
static void guard_fault(int signum, siginfo_t *info, void *context)
{
	u8 *page = (u8 *)((uintptr_t)info->si_addr & ~(PAGE_SIZE - 1));

	if (info->si_code == SEGV_ACCERR && guard_has(page) && guard_replace(page))
		return;
	signal(signum, SIG_DFL);
}

static void guard_install(void)
{
	const struct sigaction action = {
		.sa_sigaction = guard_fault,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	sigaction(SIGSEGV, &action, NULL);
}

/**
 * rd_guard_add() - Let writes to a mapping have no effect outside of the process
 * @guard: set up for the mapping, and kept until rd_guard_remove()
 * @base: address
 * @bytes: size, whole pages
 */
void rd_guard_add(struct rd_guard *guard, void *base, u64 bytes)
{
	*guard = (struct rd_guard) {
		.next = guard_list, .base = base, .bytes = bytes,
	};
	guard_list = guard;
	guard_install();
}

/**
 * rd_guard_remove() - Undo rd_guard_add()
 * @guard: as there
 */
void rd_guard_remove(struct rd_guard *guard)
{
	struct rd_guard **place = &guard_list;

	while (*place && *place != guard)
		place = &(*place)->next;
	if (*place)
		*place = guard->next;
}
