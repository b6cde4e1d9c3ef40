import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { Chip } from '../status/Chip';
import { SeverityMark } from '../status/SeverityMark';
import { DialogSection } from './DialogSection';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

type Line = PromotionPreview['findings']['fixed'][number];

/** Findings that the change fixes and introduces. Unknown is said, never shown as none. */
export function FindingsChange(props: { preview: PromotionPreview }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, findings } = props.preview;
  const isNothing = findings.fixed.length + findings.introduced.length === 0;
  return (
    <DialogSection
      title={t('promote.findings.title')}
      aside={
        findings.asOf && (
          <span className={styles.quiet}>
            {t('promote.findings.asOf', { environment })}{' '}
            <Age at={findings.asOf} />
          </span>
        )
      }
    >
      {!findings.known && (
        <p className={styles.warning}>{t('promote.findings.unknown')}</p>
      )}
      {findings.known && isNothing && (
        <p className={styles.quiet}>{t('promote.findings.none')}</p>
      )}
      {findings.fixed.length > 0 && (
        <div className={styles.findings}>
          <div>
            <Chip shape="passed" tone="ok">
              {t('promote.findings.fixes', {
                number: String(findings.fixed.length),
              })}
            </Chip>
          </div>
          <Lines lines={findings.fixed} />
        </div>
      )}
      {findings.introduced.length > 0 && (
        <div className={styles.findings}>
          <div>
            <Chip shape="degraded" tone="warn">
              {t('promote.findings.introduces', {
                number: String(findings.introduced.length),
              })}
            </Chip>
          </div>
          <Lines lines={findings.introduced} />
        </div>
      )}
    </DialogSection>
  );
}

function Lines(props: { lines: readonly Line[] }) {
  return (
    <ul>
      {props.lines.map(line => (
        <li key={line.id}>
          <SeverityMark severity={line.severity} /> {line.title}{' '}
          {line.detail && <span className={styles.mono}>{line.detail}</span>}
        </li>
      ))}
    </ul>
  );
}
