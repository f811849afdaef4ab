"""Bytes that are called CSV: damaged, cut, of another kind, or of none."""

import gzip

from hypothesis import example, given
from hypothesis import strategies as st

from .command import keeps_the_contract, outcome, share
from .damage import changes, damaged
from .survey import DEFINITIONS, DESCRIPTION, asked_of_data, csv, outputs, with_data


@st.composite
def surveys(draw: st.DrawFn) -> bytes:
    """A file with damage in its rows or in its header, which stays a line of its own."""
    rows, delimiter = draw(st.integers(0, 12)), draw(st.sampled_from(",;\t|"))
    line_end, quote = draw(st.sampled_from(("\n", "\r\n", "\r"))), draw(st.sampled_from(("", '"')))
    header, body = csv(rows, delimiter, line_end, quote)
    if draw(st.booleans()):
        return header + damaged(body, draw(changes))
    return damaged(header, draw(changes)).rstrip() + header[-1:] + body


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


GZIPPED = st.builds(damaged, surveys().map(zipped), changes)
DESCRIBED = st.sampled_from((DESCRIPTION.encode(), None))
FILES = st.sampled_from(("data.csv", "-"))


@share(40)
@given(surveys() | GZIPPED | st.binary(max_size=200), asked_of_data, DESCRIBED, FILES)
@example(b"".join(csv()), ("compute",), DESCRIPTION.encode(), "data.csv")
def test_any_bytes(content, asked, description, data):
    files = DEFINITIONS | {"data.csv": content}
    if description is not None:
        files |= {"data.survey.yaml": description}
    arguments = with_data(asked, data)
    keeps_the_contract(outcome(files, *arguments, given=content), outputs(arguments))
