"""A real pywb on loopback, from an environment of its own, and WARCs that it plays."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PROGRAMS = Path(__file__).resolve().parents[2] / ".venv" / "pywb" / "bin"
COLLECTION = "web"
READY_SECONDS = 30.0

needs_pywb = pytest.mark.skipif(
    not (PROGRAMS / "wayback").exists(), reason="pywb is not installed: make .venv/pywb/.ready"
)

MODES = {
    "framed": "framed_replay: true\n",
    "frameless": "framed_replay: false\n",
    "redirecting": "framed_replay: false\nredirect_to_exact: true\n",
}
"""How a pywb may be set up, and how each answers in its own way."""


@dataclass(frozen=True, slots=True)
class Page:
    """One capture of a WARC that a test makes."""

    url: str
    date: str
    """WARC-Date."""
    body: bytes
    status: str = "200 OK"
    location: str = ""


def write_warc(path: Path, pages: Iterable[Page]) -> None:
    """A WARC with these captures, as any crawler writes it."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for page in pages:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            headers += [("Location", page.location)] if page.location else []
            record = writer.create_warc_record(
                page.url,
                "response",
                payload=BytesIO(page.body),
                length=len(page.body),
                warc_headers_dict={"WARC-Date": page.date},
                http_headers=StatusAndHeaders(page.status, headers, "HTTP/1.1"),
            )
            writer.write_record(record)


@contextlib.contextmanager
def playing(folder: Path, warcs: Iterable[Path], mode: str = "framed") -> Iterator[str]:
    """A pywb that plays these WARCs; its address, at which the collection is called `web`."""
    archive = folder / "collections" / COLLECTION / "archive"
    archive.mkdir(parents=True)
    (folder / "collections" / COLLECTION / "indexes").mkdir()
    (folder / "config.yaml").write_text(f"collections_root: collections\n{MODES[mode]}", encoding="utf-8")
    for warc in warcs:
        shutil.copy(warc, archive / warc.name.removesuffix(".open"))
    subprocess.run(
        [PROGRAMS / "wb-manager", "reindex", COLLECTION], cwd=folder, check=True, capture_output=True, timeout=60
    )
    port = _free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAMS / "wayback", "--bind", "127.0.0.1", "--port", str(port)], cwd=folder, stdout=log, stderr=log
        )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "pywb ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("pywb does not answer")
