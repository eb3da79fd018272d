"""A photograph from a stranger hurts nobody: only its pixels come through, and bad ones get a sentence."""

import hashlib
import io
import stat
import struct

import pytest
from PIL import Image, ImageCms

from tests.support.darkroom import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corners,
    jpeg_declaring,
    near,
    orientation,
    png_chunk,
    png_declaring,
    saved,
    scene,
    webp_declaring,
)  # fmt: skip
from watchward.kit.images import decoder
from watchward.kit.images.decoder import Decoder, Limits
from watchward.kit.images.reasons import SENTENCES, CannotUsePhoto, Reason
from watchward.kit.images.shown import keep_shown
from watchward.kit.vault import Vault


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_an_ordinary_photo_is_shown_with_a_thumbnail(darkroom, form):
    picture = darkroom.develop(saved(corners(1200, 800), form))
    assert (picture.shown.width, picture.shown.height) == (1200, 800)
    assert (picture.thumbnail.width, picture.thumbnail.height) == (400, 267)
    assert (picture.original_width, picture.original_height, picture.note) == (1200, 800, "")
    for path, drawing in ((darkroom.shown, picture.shown), (darkroom.thumbnail, picture.thumbnail)):
        content = path.read_bytes()
        assert drawing.size == len(content)
        assert drawing.sha256 == hashlib.sha256(content).hexdigest()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with Image.open(path) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (drawing.width, drawing.height))
            assert "progressive" not in image.info


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger(darkroom):
    picture = darkroom.develop(saved(Image.new("RGB", (5200, 2600)), "JPEG"))
    assert (picture.shown.width, picture.shown.height) == (2560, 1280)
    assert picture.original_width == 5200
    darkroom.shown.unlink()
    darkroom.thumbnail.unlink()
    small = darkroom.develop(saved(Image.new("RGB", (30, 20)), "JPEG"))
    assert (small.shown.width, small.thumbnail.height) == (30, 20)


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright_however_the_phone_was_held(darkroom, form, value):
    """The stored pixels are turned so that the EXIF value makes them upright again."""
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE",
            6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}  # fmt: skip
    stored = corners()
    if value in undo:
        stored = stored.transpose(Image.Transpose[undo[value]])
    darkroom.develop(saved(stored, form, exif=orientation(value)))
    upright = darkroom.pixels()
    assert upright.size == (96, 64)
    assert near(upright.getpixel((10, 10)), RED)
    assert near(upright.getpixel((85, 10)), GREEN)
    assert near(upright.getpixel((10, 55)), BLUE)
    assert near(upright.getpixel((85, 55)), WHITE)
    assert upright.getexif() == {}


@pytest.mark.parametrize("exif", [b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0garbage", orientation(99)])
def test_damaged_exif_does_not_cost_the_photo(darkroom, exif):
    darkroom.develop(saved(corners(), "JPEG", exif=exif))
    assert near(darkroom.pixels().getpixel((10, 10)), RED)


def test_transparency_becomes_white(darkroom):
    image = corners().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 48, 32))
    darkroom.develop(saved(image, "PNG"))
    assert near(darkroom.pixels().getpixel((10, 10)), WHITE)
    assert near(darkroom.pixels().getpixel((85, 10)), GREEN)


def test_a_palette_with_a_transparent_colour_keeps_its_other_colours(darkroom):
    image = corners().quantize(4)
    transparent = image.getpixel((10, 10))
    darkroom.develop(saved(image, "PNG", transparency=transparent))
    assert near(darkroom.pixels().getpixel((10, 10)), WHITE)
    assert near(darkroom.pixels().getpixel((10, 55)), BLUE)


def test_a_print_photo_in_four_inks_keeps_its_colours(darkroom):
    darkroom.develop(saved(corners().convert("CMYK"), "JPEG", quality=95))
    assert near(darkroom.pixels().getpixel((85, 10)), GREEN)
    assert near(darkroom.pixels().getpixel((10, 55)), BLUE)


def test_sixteen_bit_grey_is_not_burnt_out(darkroom):
    darkroom.develop(saved(Image.new("I;16", (40, 40), 128 * 256), "PNG"))
    assert near(darkroom.pixels().getpixel((20, 20)), (128, 128, 128))


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_plain_grey_photos_are_fine(darkroom, mode):
    darkroom.develop(saved(Image.new("L", (40, 40), 255).convert(mode), "PNG"))
    assert near(darkroom.pixels().getpixel((20, 20)), WHITE)


def test_only_the_first_picture_of_an_animation_is_shown_and_the_person_is_told(darkroom):
    for form in ("WEBP", "PNG"):
        frames = saved(Image.new("RGB", (40, 40), RED), form, save_all=True,
                       append_images=[Image.new("RGB", (40, 40), BLUE)], duration=50)  # fmt: skip
        picture = darkroom.develop(frames)
        assert near(darkroom.pixels().getpixel((20, 20)), RED)
        assert picture.note == "Only the first picture of this animation is shown."
        darkroom.shown.unlink()
        darkroom.thumbnail.unlink()


def linear_profile() -> bytes:
    """The smallest ICC profile of version 2: sRGB's colours, but brightness without a gamma curve."""
    xyz = {b"wtpt": (0.9642, 1.0, 0.8249), b"rXYZ": (0.4361, 0.2225, 0.0139),
           b"gXYZ": (0.3851, 0.7169, 0.0971),
           b"bXYZ": (0.1431, 0.0606, 0.7141)}  # fmt: skip
    bodies = {
        tag: b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in values)) for tag, values in xyz.items()
    }
    bodies |= {tag: b"curv" + bytes(8) for tag in (b"rTRC", b"gTRC", b"bTRC")}
    table, data = struct.pack(">I", len(bodies)), b""
    for tag, body in bodies.items():
        table += tag + struct.pack(">II", 132 + 12 * len(bodies) + len(data), len(body))
        data += body
    header = struct.pack(">I4xI12s12x4s28x3i48x", 128 + len(table) + len(data), 0x02100000, b"mntrRGB XYZ ",
                         b"acsp", 63190, 65536, 54061)  # fmt: skip
    return header + table + data


def test_colours_are_translated_from_the_files_own_profile(darkroom):
    """Half the light is 188 of 255 in sRGB, and 128 of 255 in a file without a gamma curve."""
    darkroom.develop(saved(Image.new("RGB", (40, 40), (128, 128, 128)), "JPEG", icc_profile=linear_profile()))
    assert near(darkroom.pixels().getpixel((20, 20)), (188, 188, 188))


def test_colours_stay_as_they_are_in_a_file_that_says_srgb(darkroom):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    darkroom.develop(saved(Image.new("RGB", (40, 40), (128, 128, 128)), "JPEG", icc_profile=srgb))
    assert near(darkroom.pixels().getpixel((20, 20)), (128, 128, 128))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_profile_of_rubbish_is_ignored(darkroom, form):
    darkroom.develop(saved(corners(), form, icc_profile=b"not a profile" * 20))
    assert near(darkroom.pixels().getpixel((10, 10)), RED)


# What does not come through

PLANTED = [b"PLANT-COMMENT", b"PLANT-CAMERA", b"PLANT-SERIAL", b"PLANT-XMP", b"PLANT-ICC", b"PLANT-TRAILER",
           b"PLANT-APP13", b"PLANT-PREVIEW"]  # fmt: skip


def full_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "PLANT-CAMERA"
    exif.get_ifd(0x8769)[0xA431] = "PLANT-SERIAL"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 49.0, 21.0), 3: "W", 4: (0.0, 8.0, 12.0)})
    return exif.tobytes()


def talkative_jpeg() -> bytes:
    """A photograph with everything a camera, an editor or an attacker can leave in a JPEG."""
    content = saved(scene(), "JPEG", exif=full_exif(), comment=b"PLANT-COMMENT <script>alert(1)</script>",
                    icc_profile=b"PLANT-ICC" * 30, xmp=b"<x:xmpmeta>PLANT-XMP</x:xmpmeta>")  # fmt: skip
    preview = saved(Image.new("RGB", (16, 16)), "JPEG", comment=b"PLANT-PREVIEW")
    extra = b"\xff\xed" + struct.pack(">H", 2 + 14 + 11) + b"Photoshop 3.0\0" + b"PLANT-APP13"
    extra += b"\xff\xe3" + struct.pack(">H", 2 + len(preview)) + preview
    return content[:2] + extra + content[2:] + b"PK\x03\x04PLANT-TRAILER"


def test_nothing_but_pixels_reaches_the_shown_copy_and_everything_stays_in_the_original(tmp_path):
    vault = Vault(tmp_path / "evidence")
    content = talkative_jpeg()
    original = vault.put_stream([content], limit_bytes=10**6)
    made = keep_shown(vault, Decoder(vault.root / "locks"), original.key)
    for stored in (made.shown, made.thumbnail):
        drawn = vault.path(stored.key).read_bytes()
        assert [word for word in PLANTED if word in drawn] == []
        assert b"Exif" not in drawn
        assert b"<script" not in drawn
        with Image.open(io.BytesIO(drawn)) as image:
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    kept = vault.path(original.key).read_bytes()
    assert [word for word in PLANTED if word not in kept] == []
    assert vault.verify(original.key, hashlib.sha256(content).hexdigest()), "L-04: the original is untouched"
    assert (made.shown.sha256, made.thumbnail.size) == (
        made.picture.shown.sha256,
        made.picture.thumbnail.size,
    )
    assert list(vault.workspace().iterdir()) == []


POLYGLOTS = {
    "a JPEG with an archive behind it": saved(scene(), "JPEG") + b"PK\x03\x04 META-INF/ PLANT",
    "a JPEG whose comment is a web page": saved(scene(), "JPEG", comment=b"<html><script>PLANT</script>"),
    "a JPEG whose comment is a PDF": saved(scene(), "JPEG", comment=b"%PDF-1.4 1 0 obj PLANT"),
    "a PNG with an archive behind it": saved(scene(), "PNG") + b"PK\x03\x04 PLANT",
    "a PNG with a web page in a text chunk": saved(scene(), "PNG")[:33]
    + png_chunk(b"tEXt", b"Comment\0<script>PLANT</script>") + saved(scene(), "PNG")[33:],
    "a WebP with a program behind it": saved(scene(), "WEBP") + b"MZ PLANT",
}  # fmt: skip


@pytest.mark.parametrize("content", POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_polyglot_is_only_a_picture_afterwards(darkroom, content):
    assert b"PLANT" in content
    darkroom.develop(content)
    for path in (darkroom.shown, darkroom.thumbnail):
        assert b"PLANT" not in path.read_bytes()
        assert b"<script" not in path.read_bytes()


# What is refused, and how

BOMBS = {
    "1 x 50,000,000 PNG": png_declaring(1, 50_000_000),
    "30,000 x 30,000 PNG": png_declaring(30_000, 30_000),
    "65,500 x 65,500 JPEG": jpeg_declaring(65_500, 65_500),
    "16,384 x 16,384 WebP": webp_declaring(16_384, 16_384),
    "20,001 x 1 PNG": png_declaring(20_001, 1),
    "2,147,483,647 x 2,147,483,647 PNG": png_declaring(2**31 - 1, 2**31 - 1),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_a_pixel_bomb_is_refused_by_its_header(darkroom, content):
    assert len(content) < 5_000
    refusal = darkroom.refused(content)
    assert refusal.reason is Reason.TOO_MANY_PIXELS
    assert "50 megapixels" in str(refusal)


def test_a_fifty_megapixel_phone_passes_the_header_check(darkroom):
    """8192 x 6144 is allowed (here it is then found to be cut off), one more row is not."""
    assert darkroom.refused(png_declaring(8192, 6400)).reason is Reason.TRUNCATED
    assert darkroom.refused(png_declaring(8192, 6401)).reason is Reason.TOO_MANY_PIXELS


REFUSALS = {
    "nothing at all": (b"", Reason.EMPTY),
    "words named photo.jpg": (b"This is not a photo.", Reason.WRONG_TYPE),
    "bytes that are nothing": (bytes(range(256)), Reason.NOT_AN_IMAGE),
    "a drawing with a script": (b"<svg onload='alert(1)'><script>1</script></svg>", Reason.WRONG_TYPE),
    "a PDF with a JPEG inside": (b"%PDF-1.4\n" + saved(scene(), "JPEG"), Reason.WRONG_TYPE),
    "a GIF": (saved(scene(), "GIF"), Reason.WRONG_TYPE),
    "a video": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Reason.WRONG_TYPE),
    "a HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), Reason.HEIC),
    "a JPEG cut in the middle": (saved(scene(), "JPEG")[:-700], Reason.TRUNCATED),
    "a JPEG cut in its header": (saved(scene(), "JPEG")[:100], Reason.TRUNCATED),
    "a JPEG of four bytes": (b"\xff\xd8\xff\xe0", Reason.TRUNCATED),
    "a PNG cut in the middle": (saved(scene(), "PNG")[:-3000], Reason.TRUNCATED),
    "a PNG cut after its header": (saved(scene(), "PNG")[:33], Reason.TRUNCATED),
    "a WebP cut in the middle": (saved(scene(), "WEBP")[:-400], Reason.TRUNCATED),
    "a WebP of sixteen bytes": (b"RIFF\0\1\0\0WEBPVP8 ", Reason.TRUNCATED),
    "a PNG, bad checksum": (png_declaring(9, 9)[:29] + b"XXXX" + png_declaring(9, 9)[33:], Reason.BROKEN),
    "a PNG of nought by nought": (png_declaring(0, 0), Reason.BROKEN),
    "a JPEG with nothing but zeros": (b"\xff\xd8\xff\xe0" + bytes(5000) + b"\xff\xd9", Reason.BROKEN),
    "a WebP with rubbish inside": (webp_declaring(100, 100), Reason.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_a_bad_file_gets_its_own_sentence(darkroom, content, reason):
    refusal = darkroom.refused(content)
    assert refusal.reason is reason
    assert not refusal.is_worth_retrying


def test_a_corrupt_body_is_a_sentence_or_a_picture_but_never_a_crash(darkroom):
    """Every twentieth byte turned over, in each format: decoders may mend it or refuse it."""
    reasons: list[Reason] = []
    for form in ("JPEG", "PNG", "WEBP"):
        content = bytearray(saved(scene(), form))
        content[60::20] = bytes(byte ^ 0xFF for byte in content[60::20])
        try:
            darkroom.develop(bytes(content))
        except CannotUsePhoto as refusal:
            reasons.append(refusal.reason)
            assert not darkroom.shown.exists()
        else:
            darkroom.shown.unlink()
            darkroom.thumbnail.unlink()
    assert Reason.DECODER_FAILED not in reasons


def test_heic_is_opened_only_when_switched_on_and_installed(darkroom, monkeypatch):
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
    assert "Most Compatible" in str(darkroom.refused(content))
    monkeypatch.setattr(decoder, "heic_is_installed", lambda: False)
    assert darkroom.refused(content, heic=True).reason is Reason.HEIC
    monkeypatch.setattr(decoder, "heic_is_installed", lambda: True)
    assert darkroom.refused(content, heic=True).reason in (Reason.BROKEN, Reason.DECODER_FAILED), "it was tried"


def heic(image: Image.Image, **options) -> bytes:
    """As a telephone writes it. Skips where the extra `heic` is missing, which no environment of ours brings along."""
    pillow_heif = pytest.importorskip("pillow_heif", reason="the optional heic extra is not installed")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, quality=95, **options)
    return buffer.getvalue()


def test_a_real_heic_is_drawn_where_the_decoder_is_installed_without_what_was_hidden_in_it(darkroom):
    exif = Image.Exif()
    exif[0x010E], exif[0x0110] = "Rosemary Lane 7", "Telephone 9"
    content = heic(corners(), exif=exif.tobytes())
    assert b"Rosemary" in content
    darkroom.develop(content, heic=True)
    assert near(darkroom.pixels().getpixel((10, 10)), RED)
    assert near(darkroom.pixels().getpixel((10, 55)), BLUE)
    held = darkroom.shown.read_bytes() + darkroom.thumbnail.read_bytes()
    assert not [word for word in (b"Rosemary", b"Telephone", b"Exif") if word in held]


def test_a_heic_of_a_telephone_held_upright_is_turned_once(darkroom):
    picture = darkroom.develop(heic(corners(96, 64), exif=orientation(6)), heic=True)
    assert (picture.shown.width, picture.shown.height) == (64, 96)
    assert near(darkroom.pixels().getpixel((55, 10)), RED)
    assert near(darkroom.pixels().getpixel((55, 85)), GREEN)
    assert near(darkroom.pixels().getpixel((10, 10)), BLUE)


def test_a_heic_that_is_cut_or_too_large_or_not_switched_on_is_refused(darkroom):
    whole = heic(scene(256, 192))
    assert darkroom.refused(whole).reason is Reason.HEIC
    assert darkroom.refused(whole[: len(whole) // 2], heic=True).reason in (Reason.BROKEN, Reason.TRUNCATED)
    few = Limits(max_pixels=256 * 192 - 1)
    assert darkroom.refused(whole, heic=True, limits=few).reason is Reason.TOO_MANY_PIXELS


def test_a_file_over_the_limit_is_not_even_opened(darkroom):
    content = saved(scene(), "JPEG")
    assert darkroom.refused(content, limits=Limits(max_bytes=len(content) - 1)).reason is Reason.TOO_LARGE
    assert darkroom.develop(content, limits=Limits(max_bytes=len(content))).shown.width == 64


def test_every_reason_has_a_sentence_that_says_what_to_do():
    assert set(SENTENCES) == set(Reason)
    assert all(text.endswith(".") and text.count(". ") >= 1 for text in SENTENCES.values())
    assert CannotUsePhoto(Reason.BUSY).is_worth_retrying
