"""A finished certificate of deletion is never changed and never removed, on both engines. Safe to run again."""

from django.db import migrations

TABLE = "records_purge"
SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_finished BEFORE UPDATE ON {TABLE} WHEN OLD.finished_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a finished certificate is never changed: UPDATE refused'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_stays BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'a certificate is never removed: DELETE refused'); END""",
]
POSTGRES = [
    f"DROP TRIGGER IF EXISTS {TABLE}_finished ON {TABLE}",
    f"""CREATE TRIGGER {TABLE}_finished BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL)
    EXECUTE FUNCTION records_refuse_change()""",
    f"DROP TRIGGER IF EXISTS {TABLE}_stays ON {TABLE}",
    f"""CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change()""",
]


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_retention")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
