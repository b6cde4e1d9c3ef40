import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** Stands in the footer after somebody left a dialog with a reason in it. */
export function DiscardQuestion(props: {
  onKeep: () => void;
  onDiscard: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <>
      <p className={styles.explanation} role="alert">
        {t('promote.discard.text')}
      </p>
      <Button variant="secondary" onPress={props.onDiscard}>
        {t('promote.discard.discard')}
      </Button>
      <Button variant="primary" ref={keep} onPress={props.onKeep}>
        {t('promote.discard.keep')}
      </Button>
    </>
  );
}
