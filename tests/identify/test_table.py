"""Files of people, CSV or Parquet."""

import pytest

from watchward.identify.table import guess
from watchward.kit.rowfiles import CannotRead, read_rows


def test_csv_and_parquet_give_the_same_rows(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    (tmp_path / "p.csv").write_text("\ufeffname , dob\n Ada Quill ,1990-02-03\nCora,\n", encoding="utf-8")
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT 'Ada Quill' AS name, '1990-02-03' AS dob) TO '{tmp_path / 'p.parquet'}'")
    rows = read_rows(tmp_path / "p.csv")
    assert rows == [{"name": "Ada Quill", "dob": "1990-02-03"}, {"name": "Cora", "dob": ""}]
    assert read_rows(tmp_path / "p.parquet") == rows[:1]
    (tmp_path / "bad.parquet").write_text("no")
    with pytest.raises(CannotRead, match="Parquet"):
        read_rows(tmp_path / "bad.parquet")


def test_headings_say_what_columns_are_and_sex_is_not_among_them():
    found = guess(["First name", "SURNAME", "date of birth", "Sex", "post_code", "email", "notes"])
    assert found == {"First name": "given", "SURNAME": "family", "date of birth": "date", "email": "emails"}
