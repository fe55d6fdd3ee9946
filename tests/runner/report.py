# SPDX-License-Identifier: GPL-2.0
"""Files that a run leaves: results as JUnit XML, and a table of seconds."""

import re
import xml.etree.ElementTree as xml

import cache

# Characters that XML 1.0 does not have.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text):
    return NOT_XML.sub("?", text)


def by_suite(results):
    """The results of each suite, in the order of their first results."""
    found = {}
    for result in results:
        found.setdefault(result.suite, []).append(result)
    return found


def seconds(results):
    return sum(result.seconds for result in results)


def sums(results):
    """The attributes of a testsuite, or of all of them."""
    return {"tests": str(len(results)),
            "failures": str(sum(r.status == "failed" for r in results)),
            "errors": "0",
            "time": f"{seconds(results):.3f}"}


def skips(results):
    return str(sum(result.status == "skipped" for result in results))


def testcase(result):
    case = xml.Element("testcase", classname=clean(result.suite),
                       name=clean(result.name), time=f"{result.seconds:.3f}")
    reasons = clean("\n".join(result.reasons))
    if result.status == "failed":
        message = clean(result.reasons[0]) if result.reasons else "failed"
        failure = xml.SubElement(case, "failure", type="failure",
                                 message=message)
        failure.text = reasons
    elif result.status == "skipped":
        xml.SubElement(case, "skipped", message=reasons)
    return case


def junit(results):
    """The results as a JUnit document."""
    root = xml.Element("testsuites", name="mvgpu", **sums(results))
    for suite, own in by_suite(results).items():
        one = xml.SubElement(root, "testsuite", name=clean(suite),
                             skipped=skips(own), **sums(own))
        one.extend(testcase(result) for result in own)
    xml.indent(root)
    return xml.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def table(results, spent):
    """Lines with the seconds, results and failures of each suite, the longest first,
    then of what has no results."""
    rows = sorted(((seconds(own), len(own),
                    sum(result.status == "failed" for result in own), suite)
                   for suite, own in by_suite(results).items()), reverse=True)
    yield "seconds  results  failed  suite"
    for took, number, failed, suite in rows:
        yield f"{took:7.1f}  {number:7}  {failed:6}  {suite}"
    for what in sorted({name for name, _ in spent}):
        times = [took for name, took in spent if name == what]
        yield f"{sum(times):7.1f}  {'':7}  {'':6}  {what} ({len(times)} times)"


def write(tally, folder):
    """Writes both files, and shows the table. The files of a debug or coverage kernel
    have names of their own, so that "make check-long" keeps the results of both runs."""
    folder.mkdir(parents=True, exist_ok=True)
    kernel = f"-{cache.KERNEL}" if cache.DEBUG else ""
    cache.keep(folder / f"junit{kernel}.xml", junit(tally.results))
    lines = list(table(tally.results, tally.spent))
    cache.keep(folder / f"seconds{kernel}", ("\n".join(lines) + "\n").encode())
    for line in lines:
        tally.show(line)
