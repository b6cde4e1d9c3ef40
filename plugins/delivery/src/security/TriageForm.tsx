import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, DatePicker, Select, TextAreaField } from '@backstage/ui';
import {
  FindingDetail,
  ServiceName,
  deliveryFindingTriagePermission,
} from '@fairway/backstage-plugin-delivery-common';
import { getLocalTimeZone, parseDate, today } from '@internationalized/date';
import { useState } from 'react';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { errorText } from '../api/errorText';
import { Note } from '../status/Note';
import { useNow } from '../status/clock';
import { DrawerSection } from './DrawerSection';
import { OwnerField } from './OwnerField';
import { formatShortDay } from './formatShortDay';
import { securityTranslationRef } from './securityTranslation';
import {
  TriageField,
  TriageDraft as Draft,
  checkTriage,
  isChanged,
  triageChoices,
  triageDraftOf,
} from './triageDraft';
import styles from './security.module.css';

/** Decides about a finding. The button says what it will do, and a missing field is named at the field. */
export function TriageForm(props: {
  service: ServiceName;
  finding: FindingDetail;
  /** What was typed before and not sent; survives closing the drawer. */
  draft: Draft | undefined;
  onDraft: (draft: Draft | undefined) => void;
  onDecided: () => void;
}) {
  const { finding, onDraft } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const api = useApi(deliveryApiRef);
  const now = useNow();
  const permission = usePermission({
    permission: deliveryFindingTriagePermission,
    resourceRef: finding.serviceRef,
  });
  const [problems, setProblems] = useState<
    Partial<Record<TriageField, string>>
  >({});
  const [refusal, setRefusal] = useState<string>();
  const [isPending, setPending] = useState(false);

  const form = props.draft ?? triageDraftOf(finding);
  const change = (next: Partial<Draft>) => {
    setProblems({});
    onDraft({ ...form, ...next });
  };

  if (finding.state === 'fixed') {
    return (
      <DrawerSection title={t('triage.title')}>
        <p className={styles.muted}>{t('triage.fixed')}</p>
      </DrawerSection>
    );
  }
  if (!permission.loading && !permission.allowed) {
    return (
      <DrawerSection title={t('triage.title')}>
        <Note shape="denied" tone="plain">
          {t('triage.notAllowed')}
        </Note>
      </DrawerSection>
    );
  }

  const decide = async () => {
    const check = checkTriage(form, new Date());
    if (!check.ok) {
      setProblems(check.problems);
      return;
    }
    setPending(true);
    setRefusal(undefined);
    try {
      await api.triageFinding(props.service, finding.id, check.request);
      onDraft(undefined);
      props.onDecided();
    } catch (error) {
      setRefusal(errorText(error));
    } finally {
      setPending(false);
    }
  };

  const isAccepting = form.state === 'risk-accepted';
  const hasChanged = isChanged(form, finding);
  return (
    <DrawerSection title={t('triage.title')}>
      <div className={styles.triage}>
        <div className={styles.triagePair}>
          <Select
            label={t('triage.state')}
            options={triageChoices.map(state => ({
              id: state,
              label: t(`states.${state}`),
            }))}
            value={form.state}
            onChange={key => {
              const state = triageChoices.find(choice => choice === key);
              if (state) {
                change({ state });
              }
            }}
          />
          {isAccepting && (
            <DatePicker
              label={t('triage.ends')}
              value={form.endsOn ? parseDate(form.endsOn) : null}
              minValue={today(getLocalTimeZone())}
              onChange={day => change({ endsOn: day?.toString() ?? '' })}
              validationBehavior="aria"
              validate={() => problems.acceptedUntil}
            />
          )}
        </div>
        <OwnerField
          value={form.owner}
          problem={problems.owner}
          onChange={owner => change({ owner })}
        />
        <TextAreaField
          label={t('triage.reason')}
          placeholder={t('triage.reasonHint')}
          rows={2}
          maxLength={2000}
          value={form.reason}
          onChange={reason => change({ reason })}
          validationBehavior="aria"
          validate={() => problems.reason}
        />
        {isAccepting && (
          <p className={styles.second}>{t('triage.acceptHint')}</p>
        )}
        {refusal && (
          <Note shape="failed" tone="bad" role="alert">
            <b>{t('triage.refused')}</b> {refusal}
          </Note>
        )}
        {hasChanged ? (
          <div className={styles.buttons}>
            <Button variant="primary" isPending={isPending} onPress={decide}>
              {isAccepting && form.endsOn
                ? t('triage.acceptUntil', {
                    day: formatShortDay(form.endsOn, now),
                  })
                : t(`triage.submit.${form.state}`)}
            </Button>
            <Button
              variant="secondary"
              onPress={() => {
                setProblems({});
                setRefusal(undefined);
                onDraft(undefined);
              }}
            >
              {t('triage.discard')}
            </Button>
          </div>
        ) : (
          <p className={styles.second}>{t('triage.unchanged')}</p>
        )}
      </div>
    </DrawerSection>
  );
}
