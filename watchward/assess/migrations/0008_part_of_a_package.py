"""What an exhibit is for the police package (L-04). SQLite makes the table anew for it, so its triggers are set again."""

from django.db import migrations, models

FIXED = "case_id, evidence_id, part, because, chosen_at, chosen_by_id"
ONCE = "dropped_at, dropped_by_id"


def add_triggers(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    says = "SELECT RAISE(ABORT, 'assess_caseevidence is never rewritten: UPDATE refused');"
    deed = f"BEGIN {says} END" if is_sqlite else "EXECUTE FUNCTION assess_refuse_rewriting()"
    for name, columns, when in (("fixed", FIXED, ""), ("once", ONCE, "WHEN (OLD.dropped_at IS NOT NULL)")):
        drop = f"DROP TRIGGER IF EXISTS assess_caseevidence_{name}"
        schema_editor.execute(drop if is_sqlite else f"{drop} ON assess_caseevidence", params=None)
        schema_editor.execute(
            f"CREATE TRIGGER assess_caseevidence_{name} BEFORE UPDATE OF {columns} ON assess_caseevidence"
            f" FOR EACH ROW {when} {deed}",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("assess", "0007_words_may_go")]
    operations = [
        migrations.AddField(
            model_name="caseevidence",
            name="part",
            field=models.CharField(
                choices=[
                    ("clip", "The whole incident on film"),
                    ("face", "Best still of the face"),
                    ("clothing", "Best still of the clothing"),
                    ("statement", "Signed statement"),
                    ("other", "Something else"),
                ],
                default="other",
                max_length=10,
            ),
        ),
        migrations.RunPython(add_triggers, migrations.RunPython.noop),
    ]
