
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assess', '0004_subjects_never_rewritten'),
        ('collect', '0002_never_rewritten'),
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(editable=False, max_length=14, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('open', 'Open'), ('paused', 'Paused'), ('closed', 'Closed')], default='open', max_length=8)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partnership')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='assess.subject')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'default_manager_name': 'everywhere',
            },
            managers=[
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CaseEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(blank=True, default='', max_length=300)),
                ('chosen_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='assess.case')),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dropped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='collect.evidence')),
            ],
            options={
                'verbose_name_plural': 'case evidence',
                'abstract': False,
                'base_manager_name': 'everywhere',
                'default_manager_name': 'everywhere',
            },
            managers=[
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CaseReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(max_length=300)),
                ('linked_at', models.DateTimeField()),
                ('unlinked_at', models.DateTimeField(null=True)),
                ('unlinked_because', models.CharField(blank=True, default='', max_length=300)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='assess.case')),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='collect.report')),
                ('unlinked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'default_manager_name': 'everywhere',
            },
            managers=[
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(editable=False, max_length=14, unique=True)),
                ('deed', models.CharField(choices=[('note', 'Note'), ('task', 'Task'), ('decision', 'Decision'), ('sent', 'Sent to the police'), ('outcome', 'Outcome'), ('paused', 'Paused'), ('resumed', 'Taken up again'), ('closed', 'Closed'), ('reopened', 'Opened again'), ('given', 'Given to somebody else')], max_length=8)),
                ('words', models.CharField(max_length=1000)),
                ('because', models.CharField(blank=True, default='', max_length=400)),
                ('choice', models.CharField(blank=True, default='', max_length=60)),
                ('reference', models.CharField(blank=True, default='', max_length=40)),
                ('due_on', models.DateField(null=True)),
                ('taken_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='assess.case')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'default_manager_name': 'everywhere',
            },
            managers=[
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['partnership', 'state', '-opened_at', '-id'], name='case_newest_of_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='a_case_says_what_it_is_for'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='a_closed_case_has_both_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='caseevidence',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True)), fields=('case', 'evidence'), name='an_exhibit_is_in_a_case_once'),
        ),
        migrations.AddConstraint(
            model_name='caseevidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_at__isnull', True), ('dropped_by__isnull', True)), models.Q(('dropped_at__isnull', False), ('dropped_by__isnull', False)), _connector='OR'), name='a_dropped_exhibit_has_both_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='casereport',
            constraint=models.UniqueConstraint(condition=models.Q(('unlinked_at__isnull', True)), fields=('case', 'report'), name='a_report_is_in_a_case_once'),
        ),
        migrations.AddConstraint(
            model_name='casereport',
            constraint=models.CheckConstraint(condition=models.Q(('because', ''), _negated=True), name='a_linked_report_says_why'),
        ),
        migrations.AddConstraint(
            model_name='casereport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unlinked_at__isnull', True), ('unlinked_because', ''), ('unlinked_by__isnull', True)), models.Q(('unlinked_at__isnull', False), ('unlinked_by__isnull', False), models.Q(('unlinked_because', ''), _negated=True)), _connector='OR'), name='an_unlinked_report_has_who_when_and_why'),
        ),
        migrations.AddIndex(
            model_name='casestep',
            index=models.Index(condition=models.Q(('deed', 'task'), ('done_at__isnull', True)), fields=['case', 'due_on'], name='case_task_to_do'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_line_of_a_case_says_something'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deed', 'task'), ('due_on__isnull', False), ('owner__isnull', False)), models.Q(models.Q(('deed', 'task'), _negated=True), ('done_at__isnull', True), ('due_on__isnull', True)), _connector='OR'), name='a_task_says_who_and_by_when'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deed', 'decision'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='a_decision_says_why'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deed', 'outcome'), _negated=True), models.Q(('choice', ''), _negated=True), _connector='OR'), name='an_outcome_of_a_case_says_which'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='a_done_task_has_both_who_and_when'),
        ),
    ]
