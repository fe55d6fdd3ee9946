// SPDX-License-Identifier: GPL-2.0
/*
 * dbus-view: a window of QEMU's display "dbus,p2p=yes", as a program for tests.
 * It writes what QEMU passes to it to files.
 *
 *	dbus-view QMP-SOCKET [HOW]
 *
 * With HOW it copies the picture at each update: "map" maps the dma-buf, the path of a render
 * node lets a GPU read it.
 *
 * Commands are lines on stdin, each answered by a line on stdout:
 *
 *	picture FILE	write the dma-buf shown last as a PPM; "WIDTHxHEIGHT FOURCC"
 *	cursor FILE	write the cursor as raw ARGB8888; "WIDTHxHEIGHT hot X,Y at X,Y"
 *	resize WxH	notify QEMU of the new size of the window; "ok"
 *	counts		"N scanouts N updates N disables N cursors N copies"
 *
 * An answer may also be "none", or "error: ...".
 */
#include <errno.h>
#include <linux/dma-buf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>
#include "fetch.h"
#include "qmp.h"

#define CONSOLE "/org/qemu/Display1/Console_0"
#define LISTENER "/org/qemu/Display1/Listener"

/**
 * struct view - state of the window, as QEMU set it
 * @event: the loop
 * @qemu: connection to QEMU's objects
 * @listener: connection on which QEMU calls the listener
 * @fd: the dma-buf that is shown, -1 for none
 * @width: of the framebuffer, pixels
 * @height: lines
 * @stride: bytes from line to line
 * @fourcc: its format
 * @cursor: its pixels, NULL for none
 * @cursor_width: pixels
 * @cursor_height: lines
 * @hot_x: hot spot in the cursor
 * @hot_y: likewise
 * @x: position of the cursor
 * @y: likewise
 * @cursor_on: whether the cursor is visible
 * @scanouts: calls so far
 * @updates: likewise
 * @disables: likewise
 * @cursors: likewise
 * @copies: pictures that were copied
 * @copying: whether that is asked for
 */
struct view {
	sd_event *event;
	sd_bus *qemu;
	sd_bus *listener;
	int fd;
	uint32_t width, height, stride, fourcc;
	void *cursor;
	int cursor_width, cursor_height, hot_x, hot_y, x, y, cursor_on;
	unsigned int scanouts, updates, disables, cursors, copies;
	int copying;
};

static int die(const char *what, int err)
{
	fprintf(stderr, "dbus-view: cannot %s: %s\n", what, strerror(-err));
	return err;
}

static void forget_picture(struct view *view)
{
	if (view->fd >= 0)
		close(view->fd);
	view->fd = -1;
}

/* QEMU waits for the answer, so that the guest cannot change the picture meanwhile. */
static void copy(struct view *view)
{
	if (view->copying && view->fd >= 0 && !fetch_pixels())
		view->copies++;
}

/* QEMU passes a new picture and then an update of it. */
static void copy_from(struct view *view, uint64_t modifier)
{
	struct vfio_device_gfx_plane_info info = {
		.drm_format = view->fourcc,
		.drm_format_mod = modifier,
		.width = view->width,
		.height = view->height,
		.stride = view->stride,
	};

	if (view->copying)
		fetch_dmabuf(view->fd, &info);
}

static int on_scanout_dmabuf(sd_bus_message *m, void *data, sd_bus_error *error)
{
	struct view *view = data;
	uint64_t modifier;
	int fd, top, err;

	(void)error;
	err = sd_bus_message_read(m, "huuuutb", &fd, &view->width, &view->height,
				  &view->stride, &view->fourcc, &modifier, &top);
	if (err < 0)
		return err;
	forget_picture(view);
	view->fd = dup(fd);
	view->scanouts++;
	copy_from(view, modifier);
	return sd_bus_reply_method_return(m, "");
}

static int on_update_dmabuf(sd_bus_message *m, void *data, sd_bus_error *error)
{
	struct view *view = data;

	(void)error;
	view->updates++;
	copy(view);
	return sd_bus_reply_method_return(m, "");
}

/*
 * The call is only counted: QEMU (10.0) sends it also when it forgets an old
 * dma-buf, right after it has shown a new one.
 */
static int on_disable(sd_bus_message *m, void *data, sd_bus_error *error)
{
	struct view *view = data;

	(void)error;
	view->disables++;
	return sd_bus_reply_method_return(m, "");
}

static int on_cursor_define(sd_bus_message *m, void *data, sd_bus_error *error)
{
	struct view *view = data;
	const void *pixels;
	size_t size;
	int err;

	(void)error;
	err = sd_bus_message_read(m, "iiii", &view->cursor_width,
				  &view->cursor_height, &view->hot_x,
				  &view->hot_y);
	if (err >= 0)
		err = sd_bus_message_read_array(m, 'y', &pixels, &size);
	if (err < 0)
		return err;
	free(view->cursor);
	view->cursor = malloc(size);
	if (!view->cursor)
		return -ENOMEM;
	memcpy(view->cursor, pixels, size);
	view->cursors++;
	return sd_bus_reply_method_return(m, "");
}

static int on_mouse_set(sd_bus_message *m, void *data, sd_bus_error *error)
{
	struct view *view = data;
	int err;

	(void)error;
	err = sd_bus_message_read(m, "iii", &view->x, &view->y,
				  &view->cursor_on);
	return err < 0 ? err : sd_bus_reply_method_return(m, "");
}

/* Framebuffers that are no dma-buf are ignored. */
static int on_other(sd_bus_message *m, void *data, sd_bus_error *error)
{
	(void)error;
	forget_picture(data);
	return sd_bus_reply_method_return(m, "");
}

static int get_interfaces(sd_bus *bus, const char *path, const char *interface,
			  const char *property, sd_bus_message *reply,
			  void *data, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property;
	(void)data, (void)error;
	return sd_bus_message_append(reply, "as", 0);
}

#define CALL(name, arguments, fn) \
	SD_BUS_METHOD(name, arguments, "", fn, SD_BUS_VTABLE_UNPRIVILEGED)

static const sd_bus_vtable listener_vtable[] = {
	SD_BUS_VTABLE_START(0),
	CALL("ScanoutDMABUF", "huuuutb", on_scanout_dmabuf),
	CALL("UpdateDMABUF", "iiii", on_update_dmabuf),
	CALL("Scanout", "uuuuay", on_other),
	CALL("Update", "iiiiuuay", on_other),
	CALL("Disable", "", on_disable),
	CALL("CursorDefine", "iiiiay", on_cursor_define),
	CALL("MouseSet", "iii", on_mouse_set),
	SD_BUS_PROPERTY("Interfaces", "as", get_interfaces, 0,
			SD_BUS_VTABLE_PROPERTY_CONST),
	SD_BUS_VTABLE_END
};

/* Makes a connection. @peer is set to its other end, for another process. */
static int new_bus(sd_bus **bus, int *peer)
{
	int ends[2], err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	*peer = ends[1];
	err = sd_bus_new(bus);
	if (err >= 0)
		err = sd_bus_set_fd(*bus, ends[0], ends[0]);
	if (err >= 0)
		err = sd_bus_negotiate_fds(*bus, 1);
	return err;
}

static int connect_qemu(struct view *view, const char *socket)
{
	int peer, qmp, err = new_bus(&view->qemu, &peer);

	if (err < 0)
		return die("make a connection", err);
	qmp = qmp_open(socket);
	if (qmp < 0 || qmp_give_client(qmp, peer))
		return -ECONNREFUSED;
	close(qmp);
	close(peer);
	err = sd_bus_start(view->qemu);
	if (err >= 0)
		err = sd_bus_attach_event(view->qemu, view->event, 0);
	return err < 0 ? die("start the connection", err) : 0;
}

static int connect_listener(struct view *view)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int peer, err = new_bus(&view->listener, &peer);

	if (err >= 0)
		err = sd_bus_add_object_vtable(view->listener, NULL, LISTENER,
					       "org.qemu.Display1.Listener",
					       listener_vtable, view);
	if (err < 0)
		return die("make a listener", err);
	err = sd_bus_call_method(view->qemu, NULL, CONSOLE,
				 "org.qemu.Display1.Console",
				 "RegisterListener", &error, NULL, "h", peer);
	close(peer);
	if (err < 0) {
		fprintf(stderr, "dbus-view: QEMU reports: %s\n", error.message);
		return err;
	}
	err = sd_bus_start(view->listener);
	if (err >= 0)
		err = sd_bus_attach_event(view->listener, view->event, 0);
	return err < 0 ? die("start the listener", err) : 0;
}

static int write_line(FILE *file, const uint8_t *line, uint32_t width)
{
	for (; width; width--, line += 4) {
		putc_unlocked(line[2], file);
		putc_unlocked(line[1], file);
		putc_unlocked(line[0], file);
	}
	return ferror(file);
}

static int write_picture(const struct view *view, const uint8_t *pixels,
			 const char *name)
{
	FILE *file = fopen(name, "w");
	uint32_t y;

	if (!file)
		return -errno;
	fprintf(file, "P6\n%u %u\n255\n", view->width, view->height);
	for (y = 0; y < view->height; y++)
		write_line(file, pixels + (size_t)y * view->stride,
			   view->width);
	return fclose(file) ? -errno : 0;
}

/* A seek to the end of a dma-buf returns its size. */
static void picture(struct view *view, const char *name)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	off_t size;
	void *map;
	int err;

	if (view->fd < 0) {
		puts("none");
		return;
	}
	size = lseek(view->fd, 0, SEEK_END);
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, view->fd, 0);
	if (map == MAP_FAILED ||
	    size < (off_t)view->stride * (view->height - 1) + view->width * 4) {
		printf("error: dma-buf of %jd bytes: %s\n", (intmax_t)size,
		       strerror(errno));
		return;
	}
	ioctl(view->fd, DMA_BUF_IOCTL_SYNC, &sync);
	err = write_picture(view, map, name);
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ;
	ioctl(view->fd, DMA_BUF_IOCTL_SYNC, &sync);
	munmap(map, size);
	if (err)
		printf("error: %s: %s\n", name, strerror(-err));
	else
		printf("%ux%u %.4s\n", view->width, view->height,
		       (const char *)&view->fourcc);
}

static void cursor(const struct view *view, const char *name)
{
	size_t size = (size_t)view->cursor_width * view->cursor_height * 4;
	FILE *file;

	if (!view->cursor || !view->cursor_on) {
		puts("none");
		return;
	}
	file = fopen(name, "w");
	if (!file || fwrite(view->cursor, size, 1, file) != 1 || fclose(file)) {
		printf("error: %s: %s\n", name, strerror(errno));
		return;
	}
	printf("%dx%d hot %d,%d at %d,%d\n", view->cursor_width,
	       view->cursor_height, view->hot_x, view->hot_y, view->x, view->y);
}

static int on_resized(sd_bus_message *m, void *data, sd_bus_error *error)
{
	const sd_bus_error *said = sd_bus_message_get_error(m);

	(void)data, (void)error;
	printf(said ? "error: %s\n" : "ok\n", said ? said->message : "");
	fflush(stdout);
	return 0;
}

/*
 * This does not wait for the answer, because QEMU may wait in a call of the
 * listener and does nothing else until that is answered.
 */
static void resize(struct view *view, uint32_t width, uint32_t height)
{
	int err;

	err = sd_bus_call_method_async(view->qemu, NULL, NULL, CONSOLE,
				       "org.qemu.Display1.Console", "SetUIInfo",
				       on_resized, NULL, "qqiiuu", 0, 0, 0, 0,
				       width, height);
	if (err < 0)
		printf("error: %s\n", strerror(-err));
}

static void obey(struct view *view, char *line)
{
	unsigned int width, height;
	char *name = strchr(line, ' ');

	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "picture ", 8))
		picture(view, name + 1);
	else if (!strncmp(line, "cursor ", 7))
		cursor(view, name + 1);
	else if (sscanf(line, "resize %ux%u", &width, &height) == 2)
		resize(view, width, height);
	else if (!strcmp(line, "counts"))
		printf("%u scanouts %u updates %u disables %u cursors %u copies\n",
		       view->scanouts, view->updates, view->disables,
		       view->cursors, view->copies);
	else
		printf("error: unknown command \"%s\"\n", line);
	fflush(stdout);
}

static int on_stdin(sd_event_source *source, int fd, uint32_t events, void *data)
{
	char line[4096];

	(void)source, (void)fd, (void)events;
	if (fgets(line, sizeof(line), stdin))
		obey(data, line);
	else
		sd_event_exit(((struct view *)data)->event, 0);
	return 0;
}

int main(int argc, char **argv)
{
	struct view view = { .fd = -1 };

	if (argc < 2 || argc > 3) {
		fputs("usage: dbus-view QMP-SOCKET [map|NODE]\n", stderr);
		return 2;
	}
	view.copying = argc == 3;
	if (view.copying && fetch_open(argv[2]))
		return 1;
	/* No buffer, because select() does not see data in it. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (sd_event_default(&view.event) < 0 || connect_qemu(&view, argv[1]) ||
	    connect_listener(&view))
		return 1;
	sd_event_add_io(view.event, NULL, 0, EPOLLIN, on_stdin, &view);
	return sd_event_loop(view.event) < 0;
}
