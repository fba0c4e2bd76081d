"""What every page keeps to: nothing from elsewhere, nothing inline, both languages whole."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "src" / "kulanz" / "interfaces" / "office" / "templates").rglob("*.html"))


class Inline(HTMLParser):
    """Collects what a strict policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}> inline")
        for name in ("src", "href", "action"):
            if tag != "a" and re.match(r"(https?:)?//", names.get(name) or ""):
                self.found.append(f"<{tag} {name}={names[name]}>")


def inline_in(html):
    parser = Inline()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_what_the_policy_blocks(path):
    assert inline_in(path.read_text(encoding="utf-8")) == []


def test_the_check_itself_finds_what_it_looks_for():
    assert inline_in('<p style="color:red" onclick="x()">')
    assert inline_in("<script>alert(1)</script>")
    assert inline_in('<img src="https://elsewhere.example/pixel.gif">')
    assert inline_in('<p class="soft"><a href="https://example.org">ok</a></p>') == []


def test_every_sentence_has_its_english():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == ""
    assert done.returncode == 0
