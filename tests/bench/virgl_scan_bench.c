// SPDX-License-Identifier: GPL-2.0
/*
 * Throughput of the stream scanner on the streams of the given files.
 *
 * The copy from the guest is not included. Ids are looked up in a table of three
 * levels of 64 entries, like an xarray of that many ids.
 */
#include <time.h>
#include "gvt/virgl/scan.h"

#define STREAM		6
#define MAX_BYTES	(16 << 20)
#define SLOTS		64
#define RUN_NS		1000000000ULL

struct node {
	void *slots[SLOTS];
};

static struct node *root;

static u32 get(const u8 *data, size_t dword)
{
	__le32 raw;

	memcpy(&raw, data + 4 * dword, sizeof(raw));
	return le32_to_cpu(raw);
}

static struct node *child(struct node *node, u32 slot)
{
	if (!node->slots[slot])
		node->slots[slot] = calloc(1, sizeof(struct node));
	return node->slots[slot];
}

static void insert(u32 id)
{
	u32 *host = malloc(sizeof(*host));

	*host = id;
	child(child(root, id >> 12 & 63), id >> 6 & 63)->slots[id & 63] = host;
}

static u32 lookup(void *priv, u32 id)
{
	const struct node *node = root;
	int shift;

	for (shift = 12; shift >= 0 && node; shift -= 6)
		node = node->slots[id >> shift & 63];
	return node ? *(const u32 *)node : 0;
}

static u32 learn(void *priv, u32 id)
{
	if (!lookup(priv, id))
		insert(id);
	return id;
}

/* Appends the streams of a file; returns the new end. */
static size_t append(u8 *buf, size_t used, const char *path)
{
	FILE *file = fopen(path, "rb");
	u8 header[8];

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fread(header, 8, 1, file) == 1) {
		size_t bytes = 4 * (size_t)get(header, 0);

		if (get(header, 1) != STREAM) {
			fseek(file, bytes, SEEK_CUR);
		} else if (used + bytes <= MAX_BYTES &&
			   fread(buf + used, 1, bytes, file) == bytes) {
			used += bytes;
		}
	}
	fclose(file);
	return used;
}

/* CPU time of this process, so that other load does not count. */
static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void measure(const char *what, u8 *buf, size_t bytes)
{
	struct mvgpu_virgl_scan scan = { .resource = lookup };
	u64 start = now(), ns, rounds = 0;

	do {
		scan.commands = 0;
		scan.ids = 0;
		if (mvgpu_virgl_scan(&scan, buf, bytes)) {
			fprintf(stderr, "%s: rejected at %#x\n", what, scan.bad);
			exit(1);
		}
		rounds++;
		ns = now() - start;
	} while (ns < RUN_NS);
	printf("%-28s %9zu bytes %7u commands %7u ids: %6.2f GB/s %6.2f ns/command\n",
	       what, bytes, scan.commands, scan.ids,
	       (double)bytes * rounds / ns,
	       (double)ns / rounds / (scan.commands ? scan.commands : 1));
}

/* Streams of one kind of command: the best and the worst cases. */
static void measure_synthetic(const char *what, u8 *buf, u32 header)
{
	size_t used = 0, size = 4 * (1 + (size_t)(header >> 16));
	__le32 raw = cpu_to_le32(header), one = cpu_to_le32(1);
	size_t i;

	for (i = 0; i < 256 * 1024; i += 4)
		memcpy(buf + i, &one, 4);
	while (used + size <= 256 * 1024) {
		memcpy(buf + used, &raw, sizeof(raw));
		used += size;
	}
	measure(what, buf, used);
}

int main(int argc, char **argv)
{
	struct mvgpu_virgl_scan scan = { .resource = learn };
	u8 *buf = malloc(MAX_BYTES);
	size_t used = 0;
	int i;

	root = calloc(1, sizeof(*root));
	if (!buf || !root)
		return 1;
	for (i = 1; i < argc; i++)
		used = append(buf, used, argv[i]);
	mvgpu_virgl_scan(&scan, buf, used);
	insert(1);
	measure("real programs", buf, used);
	measure_synthetic("BIND_OBJECT only", buf, 1 << 16 | 2);
	measure_synthetic("SET_CONSTANT_BUFFER of 1 KiB", buf, 258 << 16 | 12);
	measure_synthetic("SET_VERTEX_BUFFERS of 4", buf, 12 << 16 | 6);
	measure_synthetic("NOP without payload", buf, 0);
	measure_synthetic("ids only", buf, 65535 << 16 | 55);
	return 0;
}
