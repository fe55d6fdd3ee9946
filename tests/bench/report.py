#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Makes tables and plots of the rounds that figures.py kept: report.py OUTPUT FOLDER...

OUTPUT gets figures.csv, all figures; table.md, a Markdown table in which what the noise of the
machine drowns is marked and not printed; and a plot of the ratios of each benchmark, as PNG.
"""

import csv
import io
import json
import pathlib
import re
import statistics
import subprocess
import sys

from figures import digits, ratios, spread

COLUMNS = ("bench", "setting", "what", "unit", "median", "least", "most", "rounds")
# A ratio whose range is wider than its median says nothing.
NOISE = 1.0


def load(folders):
    """The benchmarks, in the order of their names."""
    files = [path for folder in folders for path in pathlib.Path(folder).glob("*.json")]
    return sorted((json.loads(path.read_text()) for path in files),
                  key=lambda bench: bench["bench"])


def drowned(values):
    spread_of = max(values) - min(values)
    return len(values) > 1 and spread_of > NOISE * abs(statistics.median(values))


def compared(bench):
    """The ratios of a benchmark: (name, base, ratios)."""
    for name, own in bench["values"].items():
        for base in bench["bases"]:
            found = ratios(own, bench["values"].get(base, []))
            if name != base and found:
                yield name, base, found


def rows(bench):
    """What the CSV file has of a benchmark."""
    series = [(name, "value", bench["unit"], own)
              for name, own in bench["values"].items()]
    series += [(name, f"of {base}", "", found) for name, base, found in compared(bench)]
    series += [(name, key, "", numbers) for name, own in bench["counters"].items()
               for key, numbers in own.items()]
    for name, what, unit, values in series:
        yield (bench["bench"], name, what, unit, f"{statistics.median(values):.6g}",
               f"{min(values):.6g}", f"{max(values):.6g}", len(values))


def csv_text(benches):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for bench in benches:
        writer.writerows(rows(bench))
    return text.getvalue()


def ratio_cell(name, base, bench):
    found = ratios(bench["values"][name], bench["values"].get(base, []))
    if name == base or not found:
        return ""
    return f"noise, of {base}" if drowned(found) else f"{spread(found)} of {base}"


def markdown(benches):
    """A row for each setting of each benchmark."""
    yield "| benchmark | setting | median (range) | rounds | ratio in the same round | counters |"
    yield "|---|---|---|---|---|---|"
    for bench in benches:
        for name, own in bench["values"].items():
            cells = [ratio_cell(name, base, bench) for base in bench["bases"]]
            counts = [f"{key} {digits(statistics.median(numbers))}" for key, numbers
                      in bench["counters"].get(name, {}).items()]
            yield (f"| {bench['bench']} | {name} | {spread(own)} {bench['unit']} |"
                   f" {len(own)} | {'; '.join(filter(None, cells))} | {', '.join(counts)} |")


def plot(bench, path):
    """What gnuplot does to draw the ratios as bars with their ranges; None without any."""
    bars = [f'"{name} : {base}" {statistics.median(found):.6g} {min(found):.6g}'
            f" {max(found):.6g}" for name, base, found in compared(bench)]
    if not bars:
        return None
    data = "\n".join(f"{place} {bar}" for place, bar in enumerate(bars))
    title = re.sub(r"[^\w ,:./()-]", "", f"{bench['bench']} ({bench['unit']}), ratios")
    return f"""set terminal png size {200 + 160 * len(bars)},480
set output "{path}"
set termoption noenhanced
set title "{title}"
set style fill solid 0.5
set boxwidth 0.6
set yrange [0:*]
set xrange [-0.7:{len(bars) - 0.3}]
set grid y
unset key
$data << END
{data}
END
plot $data using 1:3:xtic(2) with boxes, 1 with lines, $data using 1:3:4:5 with yerrorbars
"""


def draw(benches, output):
    for bench in benches:
        name = re.sub(r"[^A-Za-z0-9]+", "-", bench["bench"])
        script = plot(bench, output / f"{name}.png")
        if script:
            subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    output, benches = pathlib.Path(sys.argv[1]), load(sys.argv[2:])
    if not benches:
        sys.exit("report: no benchmark has kept figures; see the output above")
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("*.png"):
        old.unlink()
    table = "\n".join(markdown(benches)) + "\n"
    (output / "figures.csv").write_text(csv_text(benches))
    (output / "table.md").write_text(table)
    draw(benches, output)
    print(f"{table}\n{output}: figures.csv, table.md and a plot of each benchmark")


if __name__ == "__main__":
    main()
