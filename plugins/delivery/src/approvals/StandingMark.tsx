import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PromotionState,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { StatusMark } from '../status/StatusMark';
import { Tone } from '../status/Tone';
import { ApprovalStanding } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';

/** Why there is nothing to decide here, in two or three words; nothing if there is. */
export function StandingMark(props: {
  promotion: PromotionView;
  standing: ApprovalStanding;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { standing } = props;
  switch (standing.kind) {
    case 'decidable':
      return null;
    case 'own':
    case 'not-allowed':
      return (
        <StatusMark shape="denied" tone="muted">
          {t('row.notYours')}
        </StatusMark>
      );
    case 'waits-for-gate':
      return (
        <StatusMark shape="pending" tone="muted">
          {t('row.notYet')}
        </StatusMark>
      );
    case 'decided-by-viewer':
      return (
        <StatusMark shape="passed" tone="ok">
          {t('row.approvedByYou')}
        </StatusMark>
      );
    case 'moved-on':
      return (
        <StatusMark shape="progressing" tone="info">
          {t('row.movedOn')}
        </StatusMark>
      );
    case 'ended':
      return <EndMark state={props.promotion.state} />;
    default:
      return standing satisfies never;
  }
}

const endLook: Partial<
  Record<
    PromotionState,
    {
      shape: Shape;
      tone: Tone;
      word: 'succeeded' | 'rejected' | 'cancelled' | 'superseded' | 'failed';
    }
  >
> = {
  succeeded: { shape: 'passed', tone: 'ok', word: 'succeeded' },
  rejected: { shape: 'failed', tone: 'muted', word: 'rejected' },
  cancelled: { shape: 'skipped', tone: 'muted', word: 'cancelled' },
  superseded: { shape: 'skipped', tone: 'muted', word: 'superseded' },
  failed: { shape: 'failed', tone: 'bad', word: 'failed' },
};

function EndMark(props: { state: PromotionState }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const look = endLook[props.state];
  if (!look) {
    return null;
  }
  return (
    <StatusMark shape={look.shape} tone={look.tone}>
      {t(`states.${look.word}`)}
    </StatusMark>
  );
}
