"""Writes anew what the pages in `docs` take from the program, its tests and what was measured."""

from docs.generate import PAGES

if __name__ == "__main__":
    for page in PAGES:
        page.path.write_text(page.renewed(), encoding="utf-8", newline="\n")
