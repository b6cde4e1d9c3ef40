import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { StatusMark } from '../status/StatusMark';
import { tallyGates } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';

/** All gates of a promotion in one line; what stands in the way wins. */
export function GateTallyMark(props: { promotion: PromotionView }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { gates } = props.promotion;
  const { passed, waived, pending, failed } = tallyGates(props.promotion);
  const titleOf = (state: 'failed' | 'pending') =>
    gates.find(gate => gate.state === state)?.title ?? '';
  if (failed > 0) {
    return (
      <StatusMark shape="failed" tone="bad">
        {failed === 1
          ? t('gates.failed', { title: titleOf('failed') })
          : t('gates.failedMany', { failed: String(failed) })}
      </StatusMark>
    );
  }
  if (pending > 0) {
    return (
      <StatusMark shape="pending" tone="muted">
        {pending === 1
          ? t('gates.pending', { title: titleOf('pending') })
          : t('gates.pendingMany', { pending: String(pending) })}
      </StatusMark>
    );
  }
  if (waived > 0) {
    return (
      <StatusMark shape="waived" tone="warn">
        {t('gates.passedWaived', {
          passed: String(passed),
          waived: String(waived),
        })}
      </StatusMark>
    );
  }
  if (passed === 0) {
    return (
      <StatusMark shape="skipped" tone="muted">
        {t('gates.none')}
      </StatusMark>
    );
  }
  return (
    <StatusMark shape="passed" tone="ok">
      {t('gates.allPassed', { passed: String(passed) })}
    </StatusMark>
  );
}
