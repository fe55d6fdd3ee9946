/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers that a seed repeats, for the fuzzers of the client and of render-fake. */
#ifndef LIB_RNG_H
#define LIB_RNG_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct rng - Generator of random numbers
 * @state: any value; the same one gives the same numbers
 */
struct rng {
	uint64_t state;
};

/**
 * rng_next() - Return the next random number
 * @rng: the generator
 *
 * SplitMix64.
 * Return: any number.
 */
static inline uint32_t rng_next(struct rng *rng)
{
	uint64_t x = rng->state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x ^ x >> 31) >> 16;
}

/**
 * rng_below() - Return a random number below a limit
 * @rng: the generator
 * @n: the limit, not 0
 *
 * Return: the number.
 */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return rng_next(rng) % n;
}

/**
 * rng_one_in() - Return true now and then
 * @rng: the generator
 * @n: true once in so many calls on average
 *
 * Return: true once in @n times.
 */
static inline bool rng_one_in(struct rng *rng, uint32_t n)
{
	return !rng_below(rng, n);
}

#endif /* LIB_RNG_H */
