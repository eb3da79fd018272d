"""What a reporter said is never rewritten: the database refuses it on both engines. Safe to run again.

Retention may empty the words (R-08: facts survive, words do not) and delete rows; nothing may replace them.
"""

from django.db import migrations

WORDS = [("collect_report", "narrative"), ("collect_addendum", "text"), ("collect_correctionrequest", "text")]
FIXED = ["collect_mentionedperson", "collect_mentionedvehicle", "collect_mentionedgoods", "collect_custody"]


def sqlite():
    for table, column in WORDS:
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_words BEFORE UPDATE OF {column} ON {table}
        WHEN NEW.{column} <> OLD.{column} AND NEW.{column} <> ''
        BEGIN SELECT RAISE(ABORT, '{table}.{column} is never rewritten'); END"""
    for table in FIXED:
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_fixed BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""


def postgres():
    yield """CREATE OR REPLACE FUNCTION collect_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is never rewritten: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    for table, column in WORDS:
        yield f"DROP TRIGGER IF EXISTS {table}_words ON {table}"
        yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
        WHEN (NEW.{column} <> OLD.{column} AND NEW.{column} <> '') EXECUTE FUNCTION collect_refuse_rewriting()"""
    for table in FIXED:
        yield f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}"
        yield f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION collect_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("collect", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
