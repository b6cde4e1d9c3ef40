import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { DialogSection } from './DialogSection';
import { GateList } from './GateList';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** What blocks a promotion, and the ways out in the order in which the server gives them. */
export function BlockedPart(props: {
  preview: PromotionPreview;
  onChoose: (releaseId: string) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { blockers, choices, gates } = props.preview;
  const open = gates.filter(
    gate => gate.state === 'failed' || gate.state === 'pending',
  );
  const others = gates.length - open.length;
  const furtherBlockers = blockers.slice(1);
  const waysOut = blockers.filter(one => one.wayOut || one.releaseId);
  return (
    <>
      {(open.length > 0 || furtherBlockers.length > 0) && (
        <DialogSection title={t('promote.blocked.title')}>
          <ul className={styles.reasons}>
            {furtherBlockers.map(blocker => (
              <li key={blocker.title}>
                <b>{blocker.title}</b>{' '}
                <span className={styles.under}>{blocker.detail}</span>
              </li>
            ))}
          </ul>
          <GateList gates={open} />
          {others > 0 && (
            <p className={styles.quiet}>
              {t('promote.blocked.others', { count: others })}
            </p>
          )}
        </DialogSection>
      )}
      {waysOut.length > 0 && (
        <DialogSection title={t('promote.blocked.ways')}>
          <ol className={styles.ways}>
            {waysOut.map((blocker, index) => {
              const other = choices.find(one => one.id === blocker.releaseId);
              return (
                <li key={blocker.title}>
                  <span className={styles.number}>{index + 1}</span>
                  <span>
                    {blocker.wayOut}
                    {other && (
                      <span className={styles.choose}>
                        <Button
                          size="small"
                          variant="secondary"
                          onPress={() => props.onChoose(other.id)}
                        >
                          {t('promote.blocked.choose', {
                            version: other.version,
                          })}
                        </Button>
                      </span>
                    )}
                  </span>
                </li>
              );
            })}
          </ol>
        </DialogSection>
      )}
    </>
  );
}
