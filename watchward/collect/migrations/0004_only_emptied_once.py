"""One way through for retention (R-08), and no other: what a reporter said is emptied in the same statement that sets
`purged_at`, once, and leaves every fact as it was. Safe to run again.

Triggers look at their own row only: SQLite rebuilds a table under a new name, and refuses while another table's
trigger speaks of it.
"""

from django.db import migrations

WORDS = (
    "narrative", "answers", "police_reference", "client_key", "body_digest", "source_key", "reporter_id", "device_at",
    "purged_at",
)  # fmt: skip
FACTS = (
    "ref", "partnership_id", "premises_id", "organisation_id", "form", "kind", "lists_version", "origin",
    "happened_at", "happened_until", "hour_of_week", "told_at", "loss_pence", "value_band", "recovered_pence",
    "is_danger", "has_injury", "has_weapon", "has_abuse", "is_hate", "import_batch_id",
)  # fmt: skip
GOODS = ("report_id", "place", "goods", "quantity", "value_pence", "recovered_pence")
ADDED = [("collect_addendum", "text"), ("collect_correctionrequest", "text")]


def same(columns, sign):
    return " AND ".join(f"NEW.{one} {sign} OLD.{one}" for one in columns)


def condition(sign, empty_json):
    emptied = (
        "OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND NEW.narrative = '' AND NEW.answers = "
        f"{empty_json} AND NEW.police_reference = '' AND NEW.client_key IS NULL AND NEW.body_digest = '' "
        "AND NEW.device_at IS NULL AND (NEW.source_key IS NULL OR NEW.source_key LIKE 'gone:%')"
    )
    return f"NOT ({same(WORDS, sign)}) AND NOT ({emptied} AND {same(FACTS, sign)})"


def statements(vendor):
    is_sqlite = vendor == "sqlite"
    sign = "IS" if is_sqlite else "IS NOT DISTINCT FROM"
    report = condition(sign, "'{}'" if is_sqlite else "'{}'::jsonb")
    goods = f"NOT (NEW.note = '' AND {same(GOODS, sign)})"
    for table, name, of, when in (
        ("collect_report", "words", f" OF {', '.join(WORDS)}", report),
        ("collect_mentionedgoods", "fixed", "", goods),
    ):
        if is_sqlite:
            yield f"DROP TRIGGER IF EXISTS {table}_{name}"
            yield f"""CREATE TRIGGER {table}_{name} BEFORE UPDATE{of} ON {table} WHEN {when}
            BEGIN SELECT RAISE(ABORT, '{table} is never rewritten, only emptied once: UPDATE refused'); END"""
        else:
            yield f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}"
            yield f"""CREATE TRIGGER {table}_{name} BEFORE UPDATE{of} ON {table} FOR EACH ROW WHEN ({when})
            EXECUTE FUNCTION collect_refuse_rewriting()"""
    for table, column in ADDED:  # retention deletes these rows; nothing empties them any more
        if is_sqlite:
            yield f"DROP TRIGGER IF EXISTS {table}_words"
            yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table}
            WHEN NEW.{column} <> OLD.{column}
            BEGIN SELECT RAISE(ABORT, '{table}.{column} is never rewritten'); END"""
        else:
            yield f"DROP TRIGGER IF EXISTS {table}_words ON {table}"
            yield f"""CREATE TRIGGER {table}_words BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN (NEW.{column} <> OLD.{column}) EXECUTE FUNCTION collect_refuse_rewriting()"""


def replace_triggers(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("collect", "0003_report_purged")]
    operations = [migrations.RunPython(replace_triggers, migrations.RunPython.noop)]
