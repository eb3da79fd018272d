"""What was written in a case is never rewritten; taking a report out, letting an exhibit go and ticking happen once.

Safe to run again. Retention deletes rows; nothing replaces their words.
"""

from django.db import migrations

FIXED = {
    "assess_case": "ref, partnership_id, opened_at, opened_by_id",
    "assess_casereport": "case_id, report_id, because, linked_at, linked_by_id",
    "assess_caseevidence": "case_id, evidence_id, because, chosen_at, chosen_by_id",
    "assess_casestep": "ref, case_id, deed, words, because, choice, reference, due_on, owner_id, taken_at, taken_by_id",
}
ONCE = {
    "assess_casereport": ("unlinked_at", "unlinked_at, unlinked_by_id, unlinked_because"),
    "assess_caseevidence": ("dropped_at", "dropped_at, dropped_by_id"),
    "assess_casestep": ("done_at", "done_at, done_by_id"),
}


def sqlite():
    for table, columns in FIXED.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""
    for table, (moment, columns) in ONCE.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_once BEFORE UPDATE OF {columns} ON {table}
        WHEN OLD.{moment} IS NOT NULL
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""


def postgres():
    for table, columns in FIXED.items():
        yield f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}"
        yield f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION assess_refuse_rewriting()"""
    for table, (moment, columns) in ONCE.items():
        yield f"DROP TRIGGER IF EXISTS {table}_once ON {table}"
        yield f"""CREATE TRIGGER {table}_once BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW
        WHEN (OLD.{moment} IS NOT NULL) EXECUTE FUNCTION assess_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assess", "0005_cases"), ("assess", "0002_never_rewritten")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
