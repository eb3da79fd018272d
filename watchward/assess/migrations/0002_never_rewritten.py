"""A grade, a second reading and a rung are never rewritten: the database refuses it on both engines. Safe to run again.

Retention may empty their words and delete rows; nothing may replace them.
"""

from django.db import migrations

WORDS = {"assess_grade": "conditions", "assess_secondreading": "words", "assess_step": "words"}
FIXED = {
    "assess_grade": "report_id, source, information, handling, tlp, needs_second_reader, graded_at, graded_by_id",
    "assess_secondreading": "grade_id, agrees, read_at, read_by_id",
    "assess_step": "report_id, rung, choice, taken_at, taken_by_id",
}


def sqlite():
    for table, column in WORDS.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_words BEFORE UPDATE OF {column} ON {table}
        WHEN NEW.{column} <> OLD.{column} AND NEW.{column} <> ''
        BEGIN SELECT RAISE(ABORT, '{table}.{column} is never rewritten'); END"""
    for table, columns in FIXED.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""


def postgres():
    yield """CREATE OR REPLACE FUNCTION assess_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is never rewritten: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    for table, column in WORDS.items():
        yield f"DROP TRIGGER IF EXISTS {table}_words ON {table}"
        yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
        WHEN (NEW.{column} <> OLD.{column} AND NEW.{column} <> '') EXECUTE FUNCTION assess_refuse_rewriting()"""
    for table, columns in FIXED.items():
        yield f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}"
        yield f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION assess_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assess", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
