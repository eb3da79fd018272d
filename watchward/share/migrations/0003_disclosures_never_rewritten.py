"""What was decided and to whom is never rewritten: only the columns that end or approve it may change.

Safe to run again. Retention deletes rows; nothing replaces their words.
"""

from django.db import migrations

FIXED = {
    "share_disclosure": "partnership_id, subject_id, shelf, purpose, why_them, fields, left_out, advice, sanction,"
    " sanction_starts_on, sanction_ends_on, must_not_enter, must_not_enter_source, must_not_enter_until, is_wide,"
    " wider_because, is_of_minor, best_interest, guardian_considered, youth_service_considered, decided_at,"
    " decided_by_id, expires_at, needs_second",
    "share_recipient": "disclosure_id, reach, zone_id, watch_id, premises_id, organisation_id",
    "share_shownpicture": "disclosure_id, evidence_id, crop_left, crop_top, crop_width, crop_height, copy_sha256,"
    " is_police_picture, police_reference, released_by_name, release_purpose",
    "share_notice": "partnership_id, account_id, subject_id, why, event_seq, created_at",
    "share_objection": "subject_id, partnership_id, words, recorded_at, recorded_by_id",
}
# Said once and then fixed: an end is not undone and not moved.
ONCE = {
    "share_disclosure": ("approved_at", "declined_at", "withdrawn_at"),
    "share_notice": ("acknowledged_at",),
    "share_objection": ("decided_at",),
}


def sqlite():
    for table, columns in FIXED.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is never rewritten: UPDATE refused'); END"""
    for table, columns in ONCE.items():
        for column in columns:
            yield f"""CREATE TRIGGER IF NOT EXISTS {table}_{column}_once BEFORE UPDATE OF {column} ON {table}
            WHEN OLD.{column} IS NOT NULL
            BEGIN SELECT RAISE(ABORT, '{table}.{column} is said once'); END"""


def postgres():
    yield """CREATE OR REPLACE FUNCTION share_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is never rewritten: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    for table, columns in FIXED.items():
        yield f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}"
        yield f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION share_refuse_rewriting()"""
    for table, columns in ONCE.items():
        for column in columns:
            yield f"DROP TRIGGER IF EXISTS {table}_{column}_once ON {table}"
            yield f"""CREATE TRIGGER {table}_{column}_once BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION share_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("share", "0002_disclosures")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
