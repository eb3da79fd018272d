"""What goes into an archive, and what an archive must prove before it is believed."""

import io
import json
import stat
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.town import make_town
from watchward.cli import archive
from watchward.cli.backup import make_backup
from watchward.cli.demo.pictures import picture
from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
from watchward.collect.models import Evidence, Report
from watchward.collect.vaults import vault
from watchward.kit.errors import Refused
from watchward.records.models import Chain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """A home folder with a secret in it."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(exist_ok=True)
    (settings.HOME / "secret.key").write_text("secret")
    return settings.HOME


@pytest.fixture
def reported(home):
    """A town with one report and its photograph."""
    town = make_town()
    kept, _ = keep_files([picture(1)])
    submit_report(actor=town.actor(town.ada), draft=town.draft(), client_key=uuid4(), files=kept)
    return town


def test_archive_holds_every_row_and_file_and_only_its_owner_reads_it(reported, tmp_path):
    out = tmp_path / "b.tar.gz"
    assert make_backup(out) == []
    manifest = archive.check(out)
    assert manifest["tables"]["collect_report"] == 1
    assert manifest["ledger"] == [list(row) for row in Chain.everywhere.values_list("partnership_id", "seq", "head")]
    evidence = Evidence.everywhere.get()
    assert any(name.endswith(evidence.original_key.split("/")[1]) for name in manifest["files"])
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_keys_stay_out_unless_asked_for(reported, tmp_path):
    make_backup(tmp_path / "without.tar")
    make_backup(tmp_path / "with.tar", with_keys=True)
    assert "keys/secret.key" not in archive.check(tmp_path / "without.tar")["files"]
    assert "keys/secret.key" in archive.check(tmp_path / "with.tar")["files"]


def test_a_lost_evidence_file_is_named(reported, tmp_path):
    key = Evidence.everywhere.get().original_key
    vault().delete(key)
    assert make_backup(tmp_path / "b.tar") == [key]


def test_backup_never_replaces_another(reported, tmp_path):
    (tmp_path / "b.tar").write_text("last night's")
    with pytest.raises(Refused, match="never replaces"):
        make_backup(tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_text() == "last night's"


def test_report_sent_after_the_backup_is_not_in_it_and_one_before_is(reported, tmp_path):
    make_backup(tmp_path / "b.tar")
    reported.report(by=reported.ada)
    assert Report.everywhere.count() == 2
    assert archive.check(tmp_path / "b.tar")["tables"]["collect_report"] == 1


def test_one_changed_byte_is_noticed(reported, tmp_path):
    make_backup(tmp_path / "b.tar")
    content = bytearray((tmp_path / "b.tar").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "bad.tar").write_bytes(content)
    with pytest.raises(Refused, match="another copy"):
        archive.check(tmp_path / "bad.tar")


def test_archive_that_was_cut_short_is_noticed(reported, tmp_path):
    make_backup(tmp_path / "b.tar.gz")
    content = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(Refused, match="another copy"):
        archive.check(tmp_path / "cut.tar.gz")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "vault/../x", "evil.py"])
def test_forged_archive_cannot_write_elsewhere(tmp_path, name):
    _forged(tmp_path / "forged.tar", name)
    with pytest.raises(Refused, match="no backup has"):
        archive.check(tmp_path / "forged.tar", into=tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_link_in_an_archive_is_refused(tmp_path):
    with tarfile.open(tmp_path / "forged.tar", "w") as tar:
        entry = tarfile.TarInfo("database.sqlite3")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(Refused, match="no backup has"):
        archive.check(tmp_path / "forged.tar", into=tmp_path / "into")


def _forged(path: Path, name: str) -> None:
    text = json.dumps({"format": 1, "files": {}}).encode()
    with tarfile.open(path, "w") as tar:
        for member, content in ((name, b"x"), (archive.MANIFEST, text)):
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
