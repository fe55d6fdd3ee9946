// SPDX-License-Identifier: GPL-2.0
/*
 * Starts virglrenderer on a render node, or on Mesa's software renderer, with
 * what is wanted beside OpenGL, as far as it starts.
 *
 * Without GBM, Mesa chooses the GPU itself. A render node that is named is therefore given to
 * it by GBM, and what starts without GBM is the software renderer: never another GPU.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "render/capset.h"
#include "render/gl.h"
#include "render/say.h"
#include "render/server.h"
#include "render/session.h"
#include "render/vulkan.h"

#define GL_SURFACELESS \
	(VIRGL_RENDERER_USE_EGL | VIRGL_RENDERER_USE_SURFACELESS)
/*
 * A thread waits for fences. From version 1 of the library on it reports them itself; before,
 * the library was asked for them when its file became readable.
 */
#ifdef VIRGL_RENDERER_ASYNC_FENCE_CB
#define GL_REPORTS VIRGL_RENDERER_ASYNC_FENCE_CB
#else
#define GL_REPORTS 0
#endif
#define GL_THREAD (VIRGL_RENDERER_THREAD_SYNC | GL_REPORTS)

/* Lines of the library that a process prints. */
#define GL_MAX_LINES 32

/**
 * struct rd_gl_way - Way to start
 * @flags: VIRGL_RENDERER_*
 * @node: a render node is needed
 * @drawback: what is wrong with it, or NULL
 */
struct rd_gl_way {
	int flags;
	bool node;
	const char *drawback;
};

static const struct rd_gl_way gl_ways[] = {
	{ VIRGL_RENDERER_USE_EGL | GL_THREAD, true, NULL },
	{ VIRGL_RENDERER_USE_EGL | GL_THREAD | VIRGL_RENDERER_USE_GLES, true,
	  "it has only OpenGL ES" },
	{ GL_SURFACELESS | GL_THREAD, false,
	  "OpenGL does not start on it by GBM, and Mesa's software renderer is used" },
};

/*
 * What the library prints can be caused by a guest, and some of it comes with each fence.
 * The first lines say what is wrong.
 */
static void gl_log(const char *format, va_list args)
{
	static unsigned int lines;

	if (lines++ < GL_MAX_LINES)
		vfprintf(stderr, format, args);
	if (lines == GL_MAX_LINES)
		rd_say("no more messages of virglrenderer are shown");
}

/* In the thread of fences, or in virgl_renderer_poll(). */
static void gl_write_fence(void *cookie, u32 id)
{
	rd_fence_completed(cookie, id);
}

/* The library closes what it gets, so that it gets a new one each time. */
static int gl_get_drm_fd(void *cookie)
{
	struct rd_session *s = cookie;

	return s->node ? open(s->node, O_RDWR | O_CLOEXEC) : -1;
}

/*
 * Version 2 has all that OpenGL needs, and is in all versions of the library. Vulkan is in
 * those from 1 on.
 */
#ifdef VIRGL_RENDERER_VENUS
#define GL_VERSION_CALLBACKS 3

/* In a thread of the context. */
static void gl_write_context_fence(void *cookie, u32 ctx, u32 ring, u64 id)
{
	rd_ring_completed(cookie, ctx, ring, id);
}

static int gl_get_server_fd(void *cookie, u32 version)
{
	return rd_server_start();
}
#else
#define GL_VERSION_CALLBACKS 2
#endif

static struct virgl_renderer_callbacks gl_callbacks = {
	.version = GL_VERSION_CALLBACKS,
	.write_fence = gl_write_fence,
	.get_drm_fd = gl_get_drm_fd,
#ifdef VIRGL_RENDERER_VENUS
	.write_context_fence = gl_write_context_fence,
	.get_server_fd = gl_get_server_fd,
#endif
};

/* The library would take any other node in place of one that cannot be opened. */
static bool gl_node_opens(struct rd_session *s)
{
	int fd = gl_get_drm_fd(s);

	if (fd < 0) {
		rd_say("cannot open %s: %s; --node names a render node that this user may open",
		       s->node, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Starts the library with the extras whose bits are set in @chosen. */
static bool gl_try(struct rd_session *s, const struct rd_gl_way *way, u32 chosen)
{
	int flags = way->flags;
	u32 i;

	s->started = 0;
	for (i = 0; i < RD_EXTRAS; i++) {
		if (!(chosen & BIT(i)))
			continue;
		flags |= rd_extras[i].flags;
		s->started |= BIT(rd_extras[i].capset);
	}
	if ((s->started & s->capsets & rd_extra_mask()) != s->started)
		return false;
	return !virgl_renderer_init(s, flags, &gl_callbacks);
}

/* Extras go with any way. When one of them fails all does, so that subsets are tried. */
static bool gl_try_extras(struct rd_session *s, const struct rd_gl_way *way)
{
	u32 chosen = BIT(RD_EXTRAS);

	if (way->node && !s->node)
		return false;
	if (!way->node)
		setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
	while (chosen--)
		if (gl_try(s, way, chosen))
			return true;
	return false;
}

/*
 * The library finds out about limits of OpenGL, like that of texture buffers, when it is
 * asked for its capability sets, and does not know them before. The module has the sets
 * already, so that nobody would ask.
 */
static void gl_learn_limits(void)
{
	struct rd_capsets sets;

	rd_capset_read(&sets);
	rd_capset_free(&sets);
}

/* Without its thread the library would be silent about fences, and everything would hang. */
static int gl_find_fences(struct rd_session *s)
{
	s->poll_fd = virgl_renderer_get_poll_fd();
	if (s->poll_fd >= 0 || !GL_REPORTS)
		return 0;
	rd_say("virglrenderer has no thread for fences; see MemoryMax= and TasksMax= of the unit");
	return -EIO;
}

static int gl_started(struct rd_session *s, const struct rd_gl_way *way)
{
	if (way->drawback && s->node)
		rd_say("%s: %s", s->node, way->drawback);
	if (gl_find_fences(s))
		return -EIO;
	gl_learn_limits();
	s->open = true;
	return 0;
}

/**
 * rd_gl_open() - Start the renderer
 * @s: session
 *
 * Return: 0; -EIO, with a message.
 */
int rd_gl_open(struct rd_session *s)
{
	const struct rd_gl_way *way;

	if (s->node && !gl_node_opens(s))
		return -EIO;
	/* Caches in files would be shared between guests. */
	setenv("MESA_SHADER_CACHE_DISABLE", "1", 1);
	rd_vulkan_select(s->node);
	virgl_set_debug_callback(gl_log);
	for (way = gl_ways; way < gl_ways + ARRAY_SIZE(gl_ways); way++)
		if (gl_try_extras(s, way))
			return gl_started(s, way);
	rd_say("OpenGL does not start on %s; see whether eglinfo works for this user",
	       s->node ? s->node : "Mesa's software renderer");
	return -EIO;
}
