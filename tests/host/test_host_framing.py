"""Bodies of engines' answers are the same however the network cuts them into pieces."""

from __future__ import annotations

import pytest

from jupyter_viscode.host.http import BadRequest, Broken, Chunked, Sized, framing, parse_head

BODY = b"5\r\nhello\r\n1;x=y\r\n,\r\nA\r\n\r\nworld\r\n!\r\n0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_chunks_in_pieces_of_any_size(size: int) -> None:
    chunked = Chunked()
    pieces = [chunked.feed(BODY[i : i + size]) for i in range(0, len(BODY), size)]
    assert b"".join(pieces) == b"hello,\r\nworld\r\n!"
    assert chunked.done
    assert chunked.feed(b"more") == b""


def test_a_body_is_not_done_before_its_end() -> None:
    chunked = Chunked()
    chunked.feed(BODY[:-5])
    assert not chunked.done
    sized = Sized(3)
    assert (sized.feed(b"ab"), sized.done, sized.feed(b"cd"), sized.done) == (b"ab", False, b"c", True)
    assert Sized(None).open_ended and not Sized(None).done and Sized(0).done


def test_what_is_no_chunk() -> None:
    with pytest.raises(Broken):
        Chunked().feed(b"hello\r\n")


def test_heads() -> None:
    head = parse_head(b"HTTP/1.1 200 OK fine\r\nTransfer-Encoding: Chunked\r\nX:  y \r\n\r\n")
    assert (head.status, head.headers["x"]) == (200, "y")
    assert isinstance(framing(head), Chunked)
    with pytest.raises(BadRequest):
        parse_head(b"hello\r\n\r\n")
