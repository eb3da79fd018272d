"""What was judged, said and recognised is never rewritten: only the columns that take it back may change.

Safe to run again. Retention deletes rows; nothing replaces their words.
"""

from django.db import migrations

FIXED = {
    "assess_identitystep": "subject_id, state, stands_on, because, taken_at, taken_by_id",
    "assess_fact": "subject_id, partnership_id, kind, value, plain_value, certainty, report_id, source, grade, said_on,"
    " added_at, added_by_id",
    "assess_judgement": "mention_id, subject_id, verdict, because, score, judged_at, judged_by_id",
    "assess_merge": "keeper_id, other_id, because, proposed_at, proposed_by_id",
    "assess_recognition": "subject_id, evidence_id, said, knows_from, was_told_a_name, recognised_at,"
    " recognised_by_id",
    "assess_ageestimate": "subject_id, looks, estimated_at, estimated_by_id",
}


def sqlite():
    for table, columns in FIXED.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""


def postgres():
    for table, columns in FIXED.items():
        yield f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}"
        yield f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION assess_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("assess", "0003_subjects"), ("assess", "0002_never_rewritten")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
