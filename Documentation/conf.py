# SPDX-License-Identifier: GPL-2.0
"""How Sphinx builds Documentation/; scripts/doc.sh runs it, on a copy."""

import logging
import os
import pathlib

project = "mvgpu"
author = "The mvgpu authors"
release = pathlib.Path(os.environ["MVGPU_TOP"], "VERSION").read_text().strip()
version = release

extensions = []
source_suffix = ".rst"
root_doc = "index"
primary_domain = "c"
highlight_language = "none"
# The ABI file is not reStructuredText, and man pages are made by rst2man.
exclude_patterns = ["ABI", "man"]

# What sparse and kbuild define, and no C parser knows.
c_id_attributes = ["__user", "__iomem", "__force", "__init", "__exit", "__must_check",
                   "__printf"]

html_theme = "alabaster"
html_show_copyright = False
html_copy_source = False


def is_no_duplicate(record):
    """Sphinx has one namespace for functions and struct tags; C has two."""
    return not record.getMessage().startswith("Duplicate C declaration")


def setup(_app):
    logging.getLogger("sphinx.sphinx.domains.c").addFilter(is_no_duplicate)
