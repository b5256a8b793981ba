"""Tags of template languages."""

import pytest

from linkcheck.documents.templates import Templates


def _code(text: str) -> str:
    """The text with what belongs to a template struck out."""
    data = text.encode()
    templates = Templates(data, 0)
    return "".join("-" if templates.touch((at, at + 1)) else chr(byte) for at, byte in enumerate(data))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a {{ b }} c", "a ------- c"),
        ("a {% b %} c {{ d }}", "a ------- c -------"),
        ("a {% b\nc %} d", "a --------- d"),
        ("{{< b >}}c{{% d %}}", "---------c---------"),
        ("a {{ b\n\nc }} d", "a {{ b\n\nc }} d"),
        ("{{ a {% b %} c\n\n{{ d }}", "{{ a ------- c\n\n-------"),
        ("{% highlight x %}a\n\nb{% endhighlight %}c", "-" * 39 + "c"),
        ("{%- comment -%}a{%- endcomment -%}c", "-" * 34 + "c"),
        ("{{< highlight x >}}a{{< /highlight >}}c", "-" * 38 + "c"),
        ("{% highlight %}a", "---------------a"),
        ("{ a } %} }} {", "{ a } %} }} {"),
        ("{{{ a }}} b", "--------} b"),
    ],
)
def test_what_is_code(text: str, code: str) -> None:
    """A tag is code within its paragraph; a block of code or a comment is code to its end."""
    assert _code(text) == code


def test_touch() -> None:
    """A place that shares one byte with a tag touches it; one beside it does not."""
    templates = Templates(b"a{{b}}c", 0)

    assert templates.touch((0, 2))
    assert templates.touch((5, 7))
    assert not templates.touch((0, 1))
    assert not templates.touch((6, 7))
