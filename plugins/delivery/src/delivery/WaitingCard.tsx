import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink } from '@backstage/ui';
import { Promotion } from '@fairway/backstage-plugin-delivery-common';
import { usePromotion } from '../api/useApprovals';
import { useDecideLink } from '../api/useDecideLink';
import { Age } from '../status/Age';
import { Version } from '../status/Identifiers';
import { Panel } from '../status/Panel';
import { PersonName } from '../status/PersonName';
import { StatusShape } from '../status/StatusShape';
import { DeliveryAction } from './DeliveryAction';
import { PromotionStepper } from './PromotionStepper';
import { WaitingApprovals } from './WaitingApprovals';
import { deliveryTranslationRef } from '../translation';
import styles from './waiting.module.css';

/** A promotion that has not touched anything yet: what it waits for, and who can move it on. */
export function WaitingCard(props: {
  promotion: Promotion;
  isPrimary: boolean;
  onAction: (action: DeliveryAction) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { promotion } = props;
  const { data: view } = usePromotion(promotion.id);
  const decideLink = useDecideLink();
  const isForApproval = promotion.state === 'awaiting-approval';
  return (
    <Panel
      className={styles.waiting}
      title={t(`delivery.waiting.title.${titleState(promotion)}`)}
      aside={
        <>
          <span className={styles.what}>
            <Version>{promotion.release.version}</Version>
            <StatusShape shape="arrow" size={14} />
            <span>{promotion.environment}</span>
          </span>
          <span className={styles.quiet}>
            {t('delivery.waiting.requested')} <Age at={promotion.requestedAt} />{' '}
            {t('delivery.waiting.by')}{' '}
            <PersonName entityRef={promotion.requestedBy} />
          </span>
        </>
      }
      actions={
        <span className={styles.actions}>
          {view?.viewer.canCancel && (
            <Button
              variant="tertiary"
              onPress={() => props.onAction({ kind: 'cancel', promotion })}
            >
              {t('delivery.waiting.cancel')}
            </Button>
          )}
          {isForApproval && decideLink && (
            <ButtonLink
              variant={props.isPrimary ? 'primary' : 'secondary'}
              href={decideLink(promotion.id)}
            >
              {view?.viewer.canApprove
                ? t('delivery.waiting.decide')
                : t('delivery.waiting.review')}
            </ButtonLink>
          )}
        </span>
      }
    >
      <div className={styles.body}>
        <PromotionStepper steps={promotion.steps} />
        {promotion.reason && (
          <p className={styles.reason}>“{promotion.reason}”</p>
        )}
        <WaitingApprovals promotion={promotion} view={view} />
      </div>
    </Panel>
  );
}

function titleState(promotion: Promotion) {
  switch (promotion.state) {
    case 'gating':
    case 'awaiting-approval':
    case 'queued':
      return promotion.state;
    default:
      return 'requested';
  }
}
