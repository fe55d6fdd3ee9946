/* SPDX-License-Identifier: GPL-2.0 */
/* A stroke font: letters as lines with round ends, at any size. */
#ifndef FONT_H
#define FONT_H

/* The grid of letters: cell width, height of capitals. */
#define FONT_ADVANCE 12
#define FONT_HEIGHT 12

const char *font_strokes(char letter);

#endif /* FONT_H */
