"""A file is what its bytes say, whatever its name says."""

import io

import pytest
from PIL import Image

from watchward.kit import filetypes
from watchward.kit.filetypes import DOWNLOAD_TYPE, Group, recognise


def made(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, form)
    return buffer.getvalue()


def box(major: bytes, *others: bytes) -> bytes:
    brands = b"".join(others)
    return (16 + len(brands)).to_bytes(4, "big") + b"ftyp" + major + b"\0\0\0\0" + brands + b"\0\0\0\x08mdat"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photographs_of_the_three_accepted_kinds_are_known(form):
    kind = recognise(made(form))
    assert kind is not None
    assert kind.is_photo
    assert kind.is_accepted
    assert kind.content_type == f"image/{form.lower()}"
    assert kind.refusal == ""


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_picture_formats_are_known_and_refused_with_what_to_do(form):
    kind = recognise(made(form))
    assert kind is not None
    assert kind.code == form.lower()
    assert not kind.is_accepted
    assert "JPEG, PNG or WebP" in kind.refusal


VIDEOS = {
    "mp4 of a phone": (box(b"isom", b"iso2", b"avc1", b"mp41"), "mp4"),
    "mp4, second version": (box(b"mp42", b"isom"), "mp4"),
    "3gp of an old phone": (box(b"3gp5", b"3gp4"), "mp4"),
    "quicktime of an iPhone": (box(b"qt  ", b"qt  "), "mov"),
    "quicktime without ftyp": (b"\0\0\0\x08wide\0\0\1\0mdat", "mov"),
    "avi of a recorder": (b"RIFF\x10\0\0\0AVI LIST", "avi"),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04", "webm"),
    "matroska": (b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska\x42\x87", "mkv"),
    "transport stream": ((b"G" + b"\xff" * 187) * 3, "mpeg"),
    "program stream": (b"\0\0\x01\xba\x44\0\x04", "mpeg"),
}


@pytest.mark.parametrize(("head", "code"), VIDEOS.values(), ids=VIDEOS)
def test_videos_as_phones_and_recorders_write_them_are_accepted(head, code):
    kind = recognise(head)
    assert kind is not None
    assert (kind.code, kind.is_video, kind.is_photo) == (code, True, False)


def test_a_pdf_is_a_document_only_when_it_begins_as_one():
    kind = recognise(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    assert kind is filetypes.PDF
    assert kind.is_document
    assert recognise(b"\0\0\0 %PDF-1.7\n") is None


@pytest.mark.parametrize("brands", [(b"heic", b"mif1"), (b"mif1", b"heic"), (b"heix",), (b"msf1", b"hevc")])
def test_an_iphone_photo_gets_the_sentence_that_names_the_setting(brands):
    kind = recognise(box(*brands))
    assert kind is filetypes.HEIC
    assert "Settings > Camera > Formats > Most Compatible" in kind.refusal
    assert "screenshot" in kind.refusal


@pytest.mark.parametrize("brands", [(b"avif", b"mif1"), (b"mif1", b"avif", b"miaf")])
def test_avif_is_not_mistaken_for_heic(brands):
    assert recognise(box(*brands)) is filetypes.AVIF


REFUSED = {
    "a script in a drawing": (b'<?xml version="1.0"?>\n<svg onload="alert(1)">', "svg"),
    "a drawing with a byte order mark": (b"\xef\xbb\xbf  <svg><script>1</script></svg>", "svg"),
    "a web page": (b"\n<!DOCTYPE html><script>alert(1)</script>", "html"),
    "other markup": (b"<!-- hello --><feed/>", "xml"),
    "a zip": (b"PK\x03\x04\x14\0\0\0", "zip"),
    "an empty zip": (b"PK\x05\x06" + bytes(18), "zip"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    "a program": (b"MZ\x90\0\x03", "program"),
    "a shell script": (b"#!/bin/sh\nrm -rf /", "program"),
    "a class file": (b"\xca\xfe\xba\xbe\0\0\0\x34", "program"),
    "a maker's own recording": (b"DHAV\xfd\0", "recorder"),
    "a GIF that is also a Java archive": (b"GIF89a\x01\0\x01\0\0\0\0,PK\x03\x04META-INF/", "gif"),
    "a sound": (b"RIFF\x24\0\0\0WAVEfmt ", "audio"),
    "a voice memo": (box(b"M4A ", b"mp42"), "audio"),
    "words in a file named photo.jpg": (b"This is not a photo.\r\n", "text"),
}


@pytest.mark.parametrize(("head", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_never_accepted_is_named_and_says_what_to_do(head, code):
    kind = recognise(head)
    assert kind is not None
    assert kind.code == code
    assert kind.group is Group.REFUSED
    assert kind.content_type == DOWNLOAD_TYPE
    assert kind.refusal.endswith(".")
    assert kind.refusal.count(". ") >= 1, "what it is, and then what to do"


@pytest.mark.parametrize(
    "head", [b"", b"\0", b"\xff\xd8", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP",
             b"\0\0\0\x14ftyp", b"\xff\xff\xff\xffftypxxxx", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x42\x82",
             b"\x00" * 64, bytes(range(256))],
)  # fmt: skip
def test_beginnings_that_prove_nothing_are_unknown(head):
    assert recognise(head) is None


def test_only_the_beginning_decides():
    """A polyglot is what it begins as; being drawn anew removes the rest."""
    assert recognise(made("JPEG") + b"PK\x03\x04") is filetypes.JPEG
    assert recognise(b"\xff\xd8\xff\xe0" + b"%PDF-1.4") is filetypes.JPEG
    assert recognise(b"%PDF-1.4\n" + made("JPEG")) is filetypes.PDF
    assert recognise(made("PNG") + b"<html><script>") is filetypes.PNG
