// SPDX-License-Identifier: GPL-2.0
// Advances random numbers: each is a state of xorshift32 and becomes the one rounds later.
#version 450
layout(local_size_x = 64) in;
layout(std430, binding = 0) buffer Numbers { uint number[]; };
layout(push_constant) uniform Push { uint rounds; };

void main()
{
	uint x = number[gl_GlobalInvocationID.x];

	for (uint i = 0; i < rounds; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
	}
	number[gl_GlobalInvocationID.x] = x;
}
