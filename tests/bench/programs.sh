# SPDX-License-Identifier: GPL-2.0
#
# Rates of programs in the host VM and in guests, for benchmarks. It sources
# tests/guest/lib3d.sh. A setting is "native", the host VM on the kernel's own driver, or the
# name of a guest; $PROGRAMS has the programs, $WORK/PROGRAM gets their figures.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib3d.sh
. tests/guest/lib3d.sh

export MVGPU_FIGURES=/out/figures
# Benchmarks use it.
# shellcheck disable=SC2034
ROUNDS=${MVGPU_ROUNDS:-5}
USERLAND_MEMORY=1024
# For how long the CPUs of the host VM are watched while a program draws.
WATCHED=4

# run SETTING PART...: runs parts of programs.sh in a setting.
run() {
	case $1 in
	native) bash tests/guest/programs.sh "$(results_of native)" "${@:2}" ;;
	*) in_guest "$@" ;;
	esac
}

# cpus: prints a line for each CPU of /proc/stat: its name, ticks with work, and all of them.
cpus() {
	awk '/^cpu[0-9]/ { all = 0; for (i = 2; i <= 9; i++) all += $i
		print $1, all - $5 - $6, all }'
}

# ticks SETTING: prints the lines of cpus for the host VM or the guest.
ticks() {
	case $1 in
	native) cat /proc/stat ;;
	*) guest_run "$1" "cat /proc/stat" ;;
	esac | cpus
}

# busy BEFORE AFTER: prints what part of the time the busiest CPU had work.
busy() {
	awk 'NR == FNR { work[$1] = $2; all[$1] = $3; next }
		$3 > all[$1] { part = ($2 - work[$1]) / ($3 - all[$1]); if (part > most) most = part }
		END { printf "%.2f", most }' "$1" "$2"
}

# draws_now SETTING PART: the program's log says that it draws.
draws_now() {
	local log=$1/$2.log
	[ "$2" != desktop ] || log=$1/egl.log
	grep -qE '^Rendered|^\[| frames in ' "$log" 2>/dev/null
}

# worked SECONDS: prints how many CPUs of the host VM worked during that time.
worked() {
	cpus </proc/stat >"$WORK/host-before"
	sleep "$1"
	cpus </proc/stat | awk 'NR == FNR { work[$1] = $2; all[$1] = $3; next }
		{ worked += ($2 - work[$1]) / ($3 - all[$1]) }
		END { print worked }' "$WORK/host-before" -
}

# watch_host SETTING PART: writes what worked prints, while the program draws.
watch_host() {
	rm -f "$WORK/worked"
	wait_for 120 "$2 of $1" draws_now "$(results_of "$1")" "$2" || return
	worked $WATCHED >"$WORK/worked"
}

# measure SETTING PROGRAM [NAME]: adds a line to the figures of the program.
measure() {
	local part=rate-$2 fps watcher
	[ "$2" != desktop ] || part=desktop
	rm -f "$(results_of "$1")/$part.log" "$(results_of "$1")/egl.log"
	ticks "$1" >"$WORK/before" || return 1
	watch_host "$1" "$part" &
	watcher=$!
	run "$1" "$part" || return 1
	wait $watcher || return 1
	ticks "$1" >"$WORK/after" || return 1
	fps=$(cat "$(results_of "$1")/$part.fps")
	echo "${3:-$1} $fps busy=$(busy "$WORK/before" "$WORK/after")" \
		"host_ms=$(awk -v fps="$fps" '{ print 1000 * $1 / fps }' "$WORK/worked")" \
		>>"$WORK/$2"
}

# all_programs SETTING: measures all programs.
all_programs() {
	local program
	run "$1" only_mode || return 1
	for program in "${PROGRAMS[@]}"; do
		measure "$1" "$program" || return 1
	done
	run "$1" stop_picture
}

# all_figures WHAT UNIT BASE...: prints the figures of all programs.
all_figures() {
	local program
	for program in "${PROGRAMS[@]}"; do
		tests/bench/figures.py "$program $1" "${@:2}" <"$WORK/$program"
	done
}
