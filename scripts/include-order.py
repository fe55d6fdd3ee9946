#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Checks that includes run one way: include-order.py [TOP].

foo.c and foo.h are one node. A node may include nodes of its own folder and of the
folders before it in ORDER, and no node may reach itself. Headers with structs
that others embed (*_types.h) may be included from everywhere; they include others
of their kind and free-standing headers, which include only include/. Prints the
violations, and nothing if there are none.
"""

import collections
import pathlib
import re
import sys

ORDER = ("include", "include/uapi", "gvt/trace", "gvt/virgl", "gvt/mem", "gvt/gpu", "gvt/gpu/soft",
         "gvt/gpu/virtio", "gvt/gpu/render", "gvt/sched", "gvt/virtio", "gvt/resource", "gvt/display",
         "gvt/cmd", "gvt/vgpu", "vfio", "mdev", "sysfs", ".")
# Folders without a place in the order: they hold no part of the module.
OTHER = ("tests", "render", "Documentation", "findings", "out")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)


def read(top):
    """Each node's folder, and what it includes: {node: {node: (file, header)}}."""
    graph = collections.defaultdict(dict)
    for folder in ORDER:
        for path in sorted((top / folder).glob("*.[ch]")):
            name = str(path.relative_to(top))
            node = name.rpartition(".")[0]
            graph[node]
            for header, angle in INCLUDE.findall(COMMENT.sub(" ", path.read_text())):
                header = header or angle
                if (top / "include" / header).exists():
                    header = f"include/{header}"
                elif angle and not (top / angle).exists():
                    continue  # of the kernel
                if header != f"{node}.h":
                    graph[node][header.rpartition(".")[0]] = f"{name} includes {header}"
    return graph


def misplaced(top):
    """The source files in folders without a place in the order."""
    for folder in sorted(top.iterdir()):
        if folder.is_dir() and folder.name[0] != "." and folder.name not in OTHER:
            yield from (path.relative_to(top) for path in sorted(folder.glob("**/*.[ch]"))
                        if str(path.parent.relative_to(top)) not in ORDER)


def is_types(node):
    return node.endswith("_types")


def is_free(graph, node, path=()):
    """Free-standing: what includes include/ and others that are."""
    return node.startswith("include/") or not is_types(node) and node not in path and all(
        is_free(graph, other, (*path, node)) for other in graph.get(node, ()))


def allowed(graph, node, other):
    if is_types(node):
        return is_types(other) or is_free(graph, other)
    rank = [ORDER.index(str(pathlib.PurePath(name).parent)) for name in (node, other)]
    return is_types(other) or rank[0] >= rank[1]


def circles(graph):
    """Circles, each once, as paths from a node to itself."""
    done, found = set(), []

    def visit(node, path):
        if node in path:
            found.append(path[path.index(node):] + [node])
        elif node not in done:
            for other in graph.get(node, ()):
                visit(other, path + [node])
            done.add(node)

    for node in list(graph):
        visit(node, [])
    return found


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    graph = read(top)
    against = [why for node, others in graph.items() for other, why in others.items()
               if other not in graph or not allowed(graph, node, other)]
    for line in against:
        print(f"against the order of folders: {line}")
    places = list(misplaced(top))
    for path in places:
        print(f"in a folder without a place in the order: {path}")
    for path in circles(graph):
        print("circle: " + " -> ".join(path))
    sys.exit(1 if against or places or circles(graph) else 0)


main()
