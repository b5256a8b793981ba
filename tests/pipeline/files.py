"""Files of every kind that an archive may hold, each with one dead page in it."""

from collections.abc import Mapping
from pathlib import Path

DEAD = "http://gone.example/one"

LINES = f"A letter.\n\n[one]({DEAD}) and <{DEAD}#top>\n\nThe end, é.\n"
HTML = f'<html><head><meta charset="iso-8859-1"></head>\n<body><p>Käse <a href="{DEAD}">é</a></p>\n</body></html>\n'

FILES: Mapping[str, bytes] = {
    "plain.md": LINES.encode(),
    "no-newline.md": f"[one]({DEAD})".encode(),
    "crlf.md": LINES.replace("\n", "\r\n").encode(),
    "mixed.md": f"One.\r\n[one]({DEAD})\nThree.\rFour.\r\n".encode(),
    "bom.md": b"\xef\xbb\xbf" + LINES.encode(),
    "latin-1.html": HTML.encode("latin-1"),
    "japanese.html": HTML.replace("iso-8859-1", "shift_jis")
    .replace("Käse", "場所")
    .replace("é", "x")
    .encode("shift_jis"),
    "utf-16-le.md": b"\xff\xfe" + LINES.encode("utf-16-le"),
    "utf-16-be.md": b"\xfe\xff" + LINES.replace("\n", "\r\n").encode("utf-16-be"),
    # Gurmukhi and Ċ: in UTF-16 their characters hold the byte of a line feed
    "line-feeds.md": b"\xff\xfe" + f"ਸਤਿ\n[ĊĊ]({DEAD}?ĊĊ)\nਸ\n".encode("utf-16-le"),
    "with space.md": LINES.encode(),
    'quo"te.md': LINES.encode(),
    "back\\slash.md": LINES.encode(),
    "Käse/März.md": LINES.encode(),
    "深い/場所.md": LINES.encode(),
    "tab\there.md": LINES.encode(),
    "line\nbreak.md": LINES.encode(),
    "-dash.md": LINES.encode(),
    "a/b c/d.md": LINES.encode(),
    "blanks.md": f"\n\n \t\n[one]({DEAD}) \n\n\n".encode(),
    "front.md": f"---\r\ntitle: x\r\ndate: 2015-06-01\r\n---\r\n{LINES}".encode(),
    "letter.adoc": f"= A letter\n2015-06-01\n\n{DEAD}[one] é\n".encode(),
    "letter.rst": f"A letter\n========\n\n`one <{DEAD}>`_ é\n".encode(),
    "letter.txt": f"{DEAD}\r\n".encode(),
}


def filled(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """A folder with these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every document of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
