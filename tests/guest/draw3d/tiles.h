/* SPDX-License-Identifier: GPL-2.0 */
/* The tiles of the picture, each of which uses another part of a GPU. */
#ifndef TILES_H
#define TILES_H

#include "gl.h"

void tile_colors(const struct tile *tile);
void tile_depth(const struct tile *tile);
void tile_primitives(const struct tile *tile);
void tile_buffers(const struct tile *tile);
void tile_uniforms(const struct tile *tile);

void tile_textures(const struct tile *tile);
void tile_formats(const struct tile *tile);
void tile_mipmaps(const struct tile *tile);
void tile_cube(const struct tile *tile);
void tile_layers(const struct tile *tile);
void tile_uploads(const struct tile *tile);

void tile_blend(const struct tile *tile);
void tile_stencil(const struct tile *tile);
void tile_masks(const struct tile *tile);
void tile_offscreen(const struct tile *tile);
void tile_samples(const struct tile *tile);
void tile_readback(const struct tile *tile);

void tile_instances(const struct tile *tile);
void tile_capture(const struct tile *tile);
void tile_compute(const struct tile *tile);

#endif /* TILES_H */
