"""No officer is at two places at once, and what was agreed is never rewritten: both engines refuse it. Safe to run again.

Spans are half-open: one may start the moment the last one ends. On PostgreSQL a lock per officer makes two bookings at
the same moment wait for each other; on SQLite there is only one pen. A row forgets which one it replaced when that
one's time is over (R-08).
"""

from django.db import migrations

TABLE = "act_deployment"
FIXED = (
    "ref, partnership_id, premises_id, starts_at, ends_at, membership_id, contractor_name, contractor_licence,"
    " licence_expires_on, purpose, agreed_at, agreed_by_id"
)
ONCE = {
    "cancelled": "cancelled_at, cancelled_by_id, cancelled_because",
    "outcome": "outcome, outcome_at, outcome_by_id",
}
TAKEN = f"""SELECT 1 FROM {TABLE} AS other WHERE other.cancelled_at IS NULL
    AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    AND (other.membership_id = NEW.membership_id OR (other.contractor_licence <> ''
        AND other.contractor_licence = NEW.contractor_licence AND other.partnership_id = NEW.partnership_id))"""


def sqlite():
    yield f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_one_place BEFORE INSERT ON {TABLE}
    WHEN NEW.cancelled_at IS NULL AND EXISTS ({TAKEN})
    BEGIN SELECT RAISE(ABORT, 'officer_is_at_one_place_at_a_time'); END"""
    yield f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_fixed BEFORE UPDATE OF {FIXED} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{TABLE} is never rewritten: UPDATE refused'); END"""
    yield f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_replaces BEFORE UPDATE OF replaces_id ON {TABLE}
    WHEN NEW.replaces_id IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{TABLE} is never rewritten: UPDATE refused'); END"""
    for name, columns in ONCE.items():
        yield f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_{name}_once BEFORE UPDATE OF {columns} ON {TABLE}
        WHEN OLD.{name}_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, '{TABLE} is never rewritten: UPDATE refused'); END"""


def postgres():
    yield """CREATE OR REPLACE FUNCTION act_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is never rewritten: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION act_one_place_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('{TABLE}'),
        hashtext(COALESCE(NEW.membership_id::text, NEW.partnership_id || ' ' || NEW.contractor_licence)));
    IF EXISTS ({TAKEN}) THEN
        RAISE EXCEPTION 'officer_is_at_one_place_at_a_time' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW; END $$"""
    yield f"DROP TRIGGER IF EXISTS {TABLE}_one_place ON {TABLE}"
    yield f"""CREATE TRIGGER {TABLE}_one_place BEFORE INSERT ON {TABLE} FOR EACH ROW
    WHEN (NEW.cancelled_at IS NULL) EXECUTE FUNCTION act_one_place_at_a_time()"""
    yield f"DROP TRIGGER IF EXISTS {TABLE}_fixed ON {TABLE}"
    yield f"""CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE OF {FIXED} ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION act_refuse_rewriting()"""
    yield f"DROP TRIGGER IF EXISTS {TABLE}_replaces ON {TABLE}"
    yield f"""CREATE TRIGGER {TABLE}_replaces BEFORE UPDATE OF replaces_id ON {TABLE} FOR EACH ROW
    WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION act_refuse_rewriting()"""
    for name, columns in ONCE.items():
        yield f"DROP TRIGGER IF EXISTS {TABLE}_{name}_once ON {TABLE}"
        yield f"""CREATE TRIGGER {TABLE}_{name}_once BEFORE UPDATE OF {columns} ON {TABLE} FOR EACH ROW
        WHEN (OLD.{name}_at IS NOT NULL) EXECUTE FUNCTION act_refuse_rewriting()"""


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("act", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, migrations.RunPython.noop)]
