// SPDX-License-Identifier: GPL-2.0
/*
 * A round: a process that opens the device, works on it with several threads, and ends.
 */
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "fuzz.h"
#include "test.h"

/* The main thread does so many things; some of these are several operations. */
#define STEPS 500

static struct fuzz the_round;

static bool one_in(struct fuzz *f, u32 n)
{
	return rng_one_in(&f->rng, n);
}

static void look(struct fuzz *f)
{
	fuzz_look(f, &f->rng, &f->fds[rng_below(&f->rng, FUZZ_FDS)]);
}

static void ask(struct fuzz *f)
{
	fuzz_ask(f, &f->rng);
}

static void memory(struct fuzz *f)
{
	fuzz_memory(f, &f->rng);
}

static void reset(struct fuzz *f);
static void reopen(struct fuzz *f);

/* What a round does, and how often: in a calm round, and in others. */
static const struct kind {
	const char *name;
	void (*run)(struct fuzz *f);
	u8 weight[2];
} kinds[] = {
	{ "command", fuzz_one_command, { 30, 30 } },
	{ "commands", fuzz_many_commands, { 30, 30 } },
	{ "life", fuzz_life, { 40, 40 } },
	{ "ring", fuzz_broken_ring, { 3, 0 } },
	{ "registers", fuzz_registers, { 12, 0 } },
	{ "regions", fuzz_regions, { 8, 0 } },
	{ "config", fuzz_config, { 4, 0 } },
	{ "interrupts", fuzz_interrupts, { 8, 4 } },
	{ "cross", fuzz_cross, { 8, 8 } },
	{ "master", fuzz_master, { 4, 3 } },
	{ "power", fuzz_power, { 4, 3 } },
	{ "memory", memory, { 8, 8 } },
	{ "secret", fuzz_secret_command, { 2, 2 } },
	{ "reset", reset, { 2, 0 } },
	{ "look", look, { 8, 8 } },
	{ "ask", ask, { 4, 2 } },
	{ "attributes", fuzz_attrs, { 4, 2 } },
	{ "window", fuzz_window, { 10, 10 } },
	{ "reopen", reopen, { 1, 0 } },
};

#define SET_UP ARRAY_SIZE(kinds)

/* Names of the kinds of work to leave out, separated by commas. */
static const char *left_out;

/**
 * fuzz_round_kinds() - Return the kinds of work whose time fuzz_spent() counts
 *
 * Return: their names, ending with NULL.
 */
const char *const *fuzz_round_kinds(void)
{
	static const char *names[ARRAY_SIZE(kinds) + 2];

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		names[i] = kinds[i].name;
	names[SET_UP] = "set-up";
	return names;
}

static bool is_left_out(const char *name)
{
	size_t len = strlen(name);
	const char *at = left_out;

	for (; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, name, len) && (!at[len] || at[len] == ','))
			return true;
	}
	return false;
}

static u32 weight_of(struct fuzz *f, const struct kind *kind)
{
	return is_left_out(kind->name) ? 0 : kind->weight[f->calm];
}

/* Brings the device from any state to a running one. */
static void start(struct fuzz *f, u64 features)
{
	u64 begun = fuzz_now();

	pthread_mutex_lock(&f->lock);
	f->dev->rough = false;
	fuzz_memory_all(f);
	cfg_write(f->dev, f->pm + PCI_PM_CTRL, 0, 2);
	cfg_command(f->dev, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	fuzz_irq_off(f->dev);
	virtio_start(f->dev, features);
	fuzz_forget_sent(f);
	f->suspect = false;
	f->dev->rough = !f->over;
	pthread_mutex_unlock(&f->lock);
	fuzz_spent(SET_UP, fuzz_now() - begun);
}

static u64 any_features(struct fuzz *f)
{
	u64 features = F_ALL | F_3D;

	if (one_in(f, 3))
		features &= (u64)rng_next(&f->rng) << 32 | rng_next(&f->rng);
	return features | F_VERSION_1;
}

/*
 * Resets the device as a guest's driver or its VMM does; the former while the device is
 * at work.
 */
static void reset(struct fuzz *f)
{
	if (one_in(f, 2))
		dev_reset(f->dev);
	start(f, any_features(f));
	fuzz_did(OP_RESET, true);
}

static bool runs(struct fuzz *f)
{
	u16 both = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	u8 status = virtio_status(f->dev);

	return status & STATUS_DRIVER_OK && !(status & STATUS_NEEDS_RESET) &&
	       f->mapped[0] &&
	       (cfg_read(f->dev, PCI_COMMAND, 2) & both) == both &&
	       !(cfg_read(f->dev, f->pm + PCI_PM_CTRL, 2) &
		 PCI_PM_CTRL_STATE_MASK);
}

/* Resets a device that did not work as it should, and others now and then. */
static void recover(struct fuzz *f)
{
	bool suspect = f->suspect;

	if (!suspect && !one_in(f, 20))
		return;
	f->suspect = false;
	if (runs(f) && !(suspect && !f->calm && one_in(f, 8)))
		return;
	start(f, any_features(f));
	fuzz_did(OP_RECOVER, true);
}

static void operate(struct fuzz *f)
{
	u64 begun = fuzz_now();
	u32 sum = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		sum += weight_of(f, &kinds[i]);
	at = rng_below(&f->rng, sum);
	for (i = 0; at >= weight_of(f, &kinds[i]); i++)
		at -= weight_of(f, &kinds[i]);
	kinds[i].run(f);
	fuzz_spent(i, fuzz_now() - begun);
}

/* Changes rings, commands and backings while they are read. */
static void *scribble(void *arg)
{
	struct fuzz_racer *r = arg;
	struct dev *dev = r->f->dev;

	while (!r->f->over && !r->f->calm) {
		for (int i = 0; i < 8; i++) {
			dev->mem[rng_below(&r->rng, DMA_SIZE)] =
				rng_next(&r->rng);
			dev->mem[rng_below(&r->rng, FUZZ_PIECE)] ^=
				1 << rng_below(&r->rng, 8);
			r->f->arena[rng_below(&r->rng, FUZZ_ARENA)] =
				rng_below(&r->rng, 4);
		}
		usleep(rng_below(&r->rng, 2000));
	}
	return NULL;
}

/* Rings doorbells, reads registers, resets while the device is at work. */
static void *disturb(void *arg)
{
	struct fuzz_racer *r = arg;
	struct fuzz *f = r->f;

	while (!f->over) {
		pthread_mutex_lock(&f->lock);
		queue_kick(f->dev, &f->dev->queue[rng_below(&r->rng, 2)]);
		isr_read(f->dev);
		if (!f->calm && rng_one_in(&r->rng, 40))
			virtio_set_status(f->dev, rng_below(&r->rng, 256));
		if (!f->calm && rng_one_in(&r->rng, 100))
			fuzz_did(OP_RESET, !dev_reset(f->dev));
		pthread_mutex_unlock(&f->lock);
		usleep(rng_below(&r->rng, 4000));
	}
	return NULL;
}

/* Runs a display client beside the guest. */
static void *view(void *arg)
{
	struct fuzz_racer *r = arg;
	struct fuzz *f = r->f;
	int fds[2] = { -1, -1 };

	while (!f->over) {
		pthread_rwlock_rdlock(&f->open_lock);
		for (u32 n = rng_below(&r->rng, 4); n; n--)
			fuzz_look(f, &r->rng, &fds[rng_below(&r->rng, 2)]);
		if (rng_one_in(&r->rng, 4))
			fuzz_ask(f, &r->rng);
		pthread_rwlock_unlock(&f->open_lock);
		usleep(rng_below(&r->rng, 10000));
	}
	return NULL;
}

static void open_it(struct fuzz *f)
{
	u64 begun = fuzz_now();

	fuzz_open(f->dev);
	fuzz_memory_begin(f);
	f->dev->rough = false;
	gpu_start(f->dev, any_features(f));
	f->pm = cfg_find_cap(f->dev, PCI_CAP_ID_PM);
	holds(f->pm, "no power management");
	f->dev->rough = true;
	f->arena = dma_alloc(f->dev, FUZZ_ARENA);
	holds(f->dev->mem_used <= FUZZ_PIECE, "the rings are larger");
	fuzz_forget_sent(f);
	fuzz_window_map(f);
	fuzz_spent(SET_UP, fuzz_now() - begun);
}

/*
 * Closes the device while its dma-bufs are open and jobs are in flight; the old memory
 * stays.
 */
static void reopen(struct fuzz *f)
{
	pthread_mutex_lock(&f->lock);
	pthread_rwlock_wrlock(&f->open_lock);
	fuzz_window_unmap(f);
	dev_close(f->dev);
	open_it(f);
	pthread_rwlock_unlock(&f->open_lock);
	pthread_mutex_unlock(&f->lock);
	fuzz_did(OP_REOPEN, true);
}

static void *(*const racers[])(void *racer) = {
	scribble, disturb, view, fuzz_mapper, fuzz_mapper,
};

/* A round has any set of the other threads. */
static void work(struct fuzz *f)
{
	struct fuzz_racer racer[ARRAY_SIZE(racers)];
	pthread_t threads[ARRAY_SIZE(racers)];
	u32 some = rng_next(&f->rng) | rng_next(&f->rng);

	for (size_t i = 0; i < ARRAY_SIZE(racers); i++) {
		racer[i] = (struct fuzz_racer) { f, { f->rng.state ^ (i + 1) } };
		if (some >> i & 1)
			pthread_create(&threads[i], NULL, racers[i], &racer[i]);
	}
	for (u32 i = 0; i < STEPS; i++) {
		recover(f);
		operate(f);
	}
	f->over = true;
	for (size_t i = 0; i < ARRAY_SIZE(racers); i++)
		if (some >> i & 1)
			pthread_join(threads[i], NULL);
}

/**
 * fuzz_try() - Send a command whose answer may never arrive
 * @dev: the device, started
 * @rng: the generator, for values that do not matter
 * @wish: the command
 *
 * Return: the type of the answer; 0 if the device needs a reset, or timed out.
 */
u32 fuzz_try(struct dev *dev, struct rng *rng, const struct fuzz_wish *wish)
{
	u64 end = fuzz_now() + WAIT_MS * 1000000ULL;
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct seg seg[] = { { dev->req, 0, false },
			     { dev->resp, RESP_MAX, true } };
	unsigned int index;
	struct queue *q;

	memset(resp, 0, sizeof(*resp));
	seg[0].len = fuzz_wished(rng, dev->req, wish, &index);
	q = &dev->queue[index];
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	while (!queue_try_take(dev, q, 5))
		if (virtio_status(dev) & STATUS_NEEDS_RESET ||
		    fuzz_now() > end)
			return 0;
	return resp->type;
}

#define CMD(name, ...) { VIRTIO_GPU_CMD_##name, ##__VA_ARGS__, .id = 1 }

/**
 * fuzz_works() - Check that a framebuffer can be shown
 * @dev: the device, started
 * @rng: the generator, for values that do not matter
 *
 * Return: whether each command was answered as it should be.
 */
bool fuzz_works(struct dev *dev, struct rng *rng)
{
	static const struct fuzz_wish steps[] = {
		CMD(GET_DISPLAY_INFO), CMD(RESOURCE_CREATE_2D),
		CMD(RESOURCE_ATTACH_BACKING, "e1"), CMD(TRANSFER_TO_HOST_2D),
		CMD(SET_SCANOUT), CMD(RESOURCE_FLUSH), CMD(RESOURCE_UNREF),
	};
	u32 got, want;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		want = i ? OK : VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
		got = fuzz_try(dev, rng, &steps[i]);
		if (got == want)
			continue;
		if (!fuzz_may_lose())
			diag("command 0x%x: 0x%x, want 0x%x, status 0x%x",
			     steps[i].type, got, want, virtio_status(dev));
		return false;
	}
	return true;
}

/**
 * fuzz_works_again() - Check that a device works again whose GPU may be lost
 * @dev: the device, started
 * @rng: the generator, for values that do not matter
 *
 * The device is reset until it works, as a guest does that was notified.
 *
 * Return: whether the device works, or its GPU is gone.
 */
bool fuzz_works_again(struct dev *dev, struct rng *rng)
{
	u64 end = fuzz_now() + 2 * WAIT_MS * 1000000ULL;

	while (!fuzz_works(dev, rng)) {
		if (!fuzz_may_lose())
			return false;
		if (fuzz_gpu_goes())
			return true;
		if (fuzz_now() > end) {
			diag("the GPU does not come back");
			return false;
		}
		usleep(100000);
		gpu_start(dev, F_ALL);
		fuzz_neighbour_reset();
	}
	return true;
}

/**
 * fuzz_round() - Run the process of a round; does not return
 * @dev: the device, closed
 * @seed: seed of its random numbers
 * @without: names of work to leave out, separated by commas; NULL for none
 */
void fuzz_round(struct dev *dev, u64 seed, const char *without)
{
	struct fuzz *f = &the_round;

	left_out = without;
	*f = (struct fuzz) { .dev = dev, .rng = { seed },
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .unmap_lock = PTHREAD_MUTEX_INITIALIZER,
			     .open_lock = PTHREAD_RWLOCK_INITIALIZER };
	f->calm = one_in(f, 2);
	memset(f->fds, -1, sizeof(f->fds));
	open_it(f);
	work(f);
	if (one_in(f, 3))
		_exit(TEST_PASSED);
	dev_reset(dev);
	start(f, F_ALL | F_3D);
	if (!fuzz_works_again(dev, &f->rng))
		fail("it does not work after a reset");
	if (one_in(f, 2))
		dev_close(dev);
	_exit(TEST_PASSED);
}
