/* SPDX-License-Identifier: GPL-2.0 */
/* What the program does: its sub-commands. */
#ifndef FAKE_PROGRAMS_H
#define FAKE_PROGRAMS_H

int admin_add(int argc, char **argv);
int admin_remove(int argc, char **argv);
int admin_refusals(int argc, char **argv);
int random_main(int argc, char **argv);
int serve_main(int argc, char **argv);

#endif /* FAKE_PROGRAMS_H */
