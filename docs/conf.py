"""How `sphinx-build -W -c docs . build/site` makes a site of these pages, without asking the network for anything.

The source of the site is the whole checkout, so that a link to `../scenarios/README.md` leads somewhere on the
site as it does on a disk and wherever else the files are shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402

project = "Trapeze"
author = "The Trapeze authors"
copyright = author  # noqa: A001  (Sphinx calls it so)
version = release = sim.__version__

root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "docs/tutorials/*.md", "scenarios/README.md", "benchmarks/README.md"]
exclude_patterns = [".*", "build", "results", "sim", "tests"]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
# So that a link to a heading works here too.
myst_heading_anchors = 4
highlight_language = "text"
# A block in a language that Pygments does not know, such as csv, is shown as it stands.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "Trapeze"
html_static_path = ["_static"]
html_extra_path = ["_front"]
html_css_files = ["pages.css"]
html_copy_source = html_show_sourcelink = False
