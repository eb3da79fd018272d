"""Retention takes the words of a grade and of a second reading, where other rules insist that something stands there:
nothing, or the one sentence that says so, may take their place. Safe to run again.
"""

from django.db import migrations

ERASED = "Deleted when its time was over."
WORDS = {"assess_grade": "conditions", "assess_secondreading": "words"}


def statements(vendor):
    for table, column in WORDS.items():
        when = f"NEW.{column} <> OLD.{column} AND NEW.{column} NOT IN ('', '{ERASED}')"
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {table}_words"
            yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table} WHEN {when}
            BEGIN SELECT RAISE(ABORT, '{table}.{column} is never rewritten'); END"""
        else:
            yield f"DROP TRIGGER IF EXISTS {table}_words ON {table}"
            yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN ({when}) EXECUTE FUNCTION assess_refuse_rewriting()"""


def replace_triggers(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assess", "0006_cases_never_rewritten")]
    operations = [migrations.RunPython(replace_triggers, migrations.RunPython.noop)]
