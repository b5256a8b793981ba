"""linkcheck.snapshots.warc: whatever a server answers is written so that it is read again as it was."""

import tempfile
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Answer, Fetched
from linkcheck.snapshots.warc import Records, captures, content
from tests.snapshots.keeping import NIGHT

URL = "http://log.example/a"

NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1).map(lambda name: f"X-{name}")
VALUES = st.binary(max_size=40).map(lambda value: value.strip(b" \t\r\n\0").decode("utf-8", "surrogateescape"))


@given(
    st.lists(st.tuples(NAMES, VALUES), max_size=5), st.binary(max_size=300), st.sampled_from([200, 203, 299, 404, 999])
)
def test_it_comes_back(headers: list[tuple[str, str]], body: bytes, status: int) -> None:
    """The body to the byte, the status, every header; and nothing else is found in the file."""
    out = BytesIO()
    records = Records(out)
    records.warcinfo("x.warc.gz", NIGHT, {"software": "test"})
    begun = out.tell()
    one = Fetched(Answer(URL, status, tuple(headers), body, truncated=False, address=""), {}, NIGHT)
    response = records.answer(one, None, "")
    records.request(one, (("Host", "log.example"),), response)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.warc.gz"
        path.write_bytes(out.getvalue())
        (kept,) = captures(path, path.name)
        found = content(path, kept.offset)

    assert (kept.url, kept.offset, kept.status, kept.timestamp) == (URL, begun, status, "20240420020000")
    assert found is not None
    assert found.body == body
    assert found.status == status
    assert len(found.headers) == len(headers) + 1
    assert found.headers[-1] == ("Content-Length", str(len(body)))
    for (name, value), (read_name, read_value) in zip(headers, found.headers[:-1], strict=True):
        assert read_name == name
        if value.isprintable() and value.isascii():
            assert read_value == value


@given(st.binary(max_size=400))
def test_what_is_no_warc(data: bytes) -> None:
    """Any bytes are read without an error, and hold no capture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.warc.gz"
        path.write_bytes(data)
        assert list(captures(path, path.name)) == []
        assert content(path, 0) is None
