
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(editable=False, max_length=14, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('contractor_name', models.CharField(blank=True, default='', max_length=120)),
                ('contractor_licence', models.CharField(blank=True, default='', max_length=40)),
                ('licence_expires_on', models.DateField(null=True)),
                ('purpose', models.CharField(max_length=200)),
                ('agreed_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancelled_because', models.CharField(blank=True, default='', max_length=200)),
                ('outcome', models.CharField(blank=True, default='', max_length=400)),
                ('outcome_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deployments', to='partners.membership')),
                ('outcome_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partnership')),
                ('premises', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deployments', to='partners.premises')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='act.deployment')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everywhere',
                'default_manager_name': 'everywhere',
                'indexes': [models.Index(fields=['partnership', 'starts_at', 'id'], name='deployment_by_day'), models.Index(fields=['premises', 'starts_at', 'id'], name='deployment_at_premises'), models.Index(condition=models.Q(('membership__isnull', False)), fields=['membership', 'starts_at'], name='deployment_of_guard'), models.Index(condition=models.Q(('contractor_licence', ''), _negated=True), fields=['partnership', 'contractor_licence', 'starts_at'], name='deployment_of_contractor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='deployment_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='deployment_says_what_it_is_for'), models.CheckConstraint(condition=models.Q(models.Q(('contractor_licence', ''), ('contractor_name', ''), ('licence_expires_on__isnull', True), ('membership__isnull', False)), models.Q(('licence_expires_on__isnull', False), ('membership__isnull', True), models.Q(('contractor_name', ''), _negated=True), models.Q(('contractor_licence', ''), _negated=True)), _connector='OR'), name='deployment_is_a_guard_or_a_licensed_contractor'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='deployment_cancelling_has_both_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('outcome_at__isnull', True), ('outcome_by__isnull', True)), models.Q(('outcome_at__isnull', False), ('outcome_by__isnull', False)), _connector='OR'), name='deployment_outcome_has_both_who_and_when')],
            },
            managers=[
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
    ]
