import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0007_second_options'),
        ('funding', '0011_cancellation_terms'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('reserved_cents', models.BigIntegerField(default=0)),
                ('settled_cents', models.BigIntegerField(default=0)),
                ('released_cents', models.BigIntegerField(default=0)),
                ('allocations', models.BigIntegerField(default=0)),
            ],
            options={
                'ordering': ['month'],
            },
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cents', models.PositiveBigIntegerField()),
                ('paid_on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('request_key', models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                'ordering': ['paid_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cents', models.PositiveBigIntegerField()),
                ('received_on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('request_key', models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                'ordering': ['received_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('unspent', 'not spent'), ('taken_back', 'payment taken back'), ('year_end', 'end of the year'), ('final', 'final settlement')], max_length=12)),
                ('cents', models.PositiveBigIntegerField()),
                ('repaid_on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('request_key', models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                'ordering': ['repaid_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='YearEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('left_cents', models.BigIntegerField()),
                ('repaid_cents', models.PositiveBigIntegerField(default=0)),
                ('carried_cents', models.PositiveBigIntegerField(default=0)),
                ('ended_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['year', 'id'],
            },
        ),
        migrations.AddField(
            model_name='fund',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='decided_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='granted_cents',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='leftover',
            field=models.CharField(choices=[('carry', 'it stays for the next year'), ('repay', 'it goes back to the funder')], default='carry', max_length=10),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='reference',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='settling_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='state',
            field=models.CharField(choices=[('open', 'running'), ('settling', 'final settlement'), ('closed', 'closed')], default='open', max_length=10),
        ),
        migrations.AddField(
            model_name='tranche',
            name='dropped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='tranche',
            name='kind',
            field=models.CharField(choices=[('advance', 'advance'), ('final', 'final settlement')], default='advance', max_length=10),
        ),
        migrations.AddField(
            model_name='tranche',
            name='received_cents',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='account',
            name='kind',
            field=models.CharField(choices=[('funder', 'paid in by the funder'), ('fund_free', 'free in the fund'), ('fund_reserved', 'reserved by the fund'), ('organisation', 'owed by the organisation'), ('hub', 'earned by the hub'), ('hub_paid', 'paid out to the hub'), ('hub_gift', 'given by the hub')], max_length=20),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('receive', 'tranche received'), ('reserve', 'reserved'), ('release', 'released'), ('settle', 'settled'), ('cancel', 'cancelled late'), ('change', 'changed'), ('no_show', 'did not come'), ('came', 'came after all'), ('waive', 'fee waived'), ('repay', 'paid back to the funder'), ('carry', 'carried over to another fund'), ('pay_out', 'paid out to the hub')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='fundingagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('settling_at', None), ('state', 'open')), models.Q(('closed_at', None), ('settling_at__isnull', False), ('state', 'settling')), models.Q(('closed_at__gte', models.F('settling_at')), ('settling_at__isnull', False), ('state', 'closed')), _connector='OR'), name='agreement_state_has_its_instant'),
        ),
        migrations.AddField(
            model_name='fundmonth',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='months', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='payout',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='payout',
            name='hub',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.hub'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='payout',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='funding.payout'),
        ),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['fund', 'counts_on', 'id'], name='allocation_of_fund'),
        ),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(condition=models.Q(('payout', None), ('state', 'settled')), fields=['fund', 'settled_at'], name='allocation_to_pay_out'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('payout', None), ('state', 'settled'), _connector='OR'), name='allocation_paid_out_is_settled'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='tranche',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='funding.tranche'),
        ),
        migrations.AddField(
            model_name='repayment',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='repayment',
            name='tranche',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='funding.tranche'),
        ),
        migrations.AddField(
            model_name='yearend',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_ends', to='funding.fund'),
        ),
        migrations.AddField(
            model_name='yearend',
            name='into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.fund'),
        ),
        migrations.AddConstraint(
            model_name='fundmonth',
            constraint=models.UniqueConstraint(fields=('fund', 'month'), name='fund_month_once'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('cents__gt', 0)), name='payout_is_something'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('cents__gt', 0)), name='receipt_is_something'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(('cents__gt', 0)), name='repayment_is_something'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tranche__isnull', False), ('why', 'taken_back')), models.Q(models.Q(('why', 'taken_back'), _negated=True), ('tranche', None)), _connector='OR'), name='repayment_taken_back_says_of_what'),
        ),
        migrations.AddConstraint(
            model_name='yearend',
            constraint=models.UniqueConstraint(fields=('fund', 'year'), name='year_end_once_a_fund'),
        ),
        migrations.AddConstraint(
            model_name='yearend',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('carried_cents', 0), ('repaid_cents', 0)), models.Q(('carried_cents__gt', 0), ('carried_cents__lte', models.F('left_cents')), ('repaid_cents', 0)), models.Q(('carried_cents', 0), ('into', None), ('repaid_cents__gt', 0), ('repaid_cents__lte', models.F('left_cents'))), _connector='OR'), name='year_end_goes_one_way'),
        ),
        migrations.AddConstraint(
            model_name='yearend',
            constraint=models.CheckConstraint(condition=models.Q(('into', None), models.Q(('into', models.F('fund')), _negated=True), _connector='OR'), name='year_end_into_another'),
        ),
    ]
