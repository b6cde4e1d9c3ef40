import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { useEffect, useState } from 'react';
import { Room } from './Room';
import { isTyping } from './SearchBox';
import { deliveryTranslationRef } from '../translation';
import styles from './status.module.css';

const keysFor = {
  search: ['/'],
  lanes: ['←', '→'],
  promote: ['p'],
  rollback: ['r'],
  cells: ['←', '→', '↑', '↓'],
  openService: ['Enter'],
  rows: ['↑', '↓'],
  openRow: ['Enter'],
  approve: ['a'],
  comment: ['x'],
  findings: ['j', 'k'],
  escape: ['Esc'],
  list: ['?'],
} as const;

/** `?` opens the list of the page's keys, unless somebody is typing. */
export function KeyList(props: {
  purposes: readonly (keyof typeof keysFor)[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === '?' && belongsToPage(event.target)) {
        event.preventDefault();
        setOpen(true);
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <Dialog isOpen={isOpen} onOpenChange={setOpen} width={440}>
      <DialogHeader>{t('status.keys.title')}</DialogHeader>
      <DialogBody>
        <Room>
          <dl className={styles.keyList}>
            {([...props.purposes, 'escape', 'list'] as const).map(purpose => (
              <div key={purpose}>
                <dt>
                  {keysFor[purpose].map(key => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{t(`status.keys.${purpose}`)}</dd>
              </div>
            ))}
          </dl>
        </Room>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={() => setOpen(false)}>
          {t('status.keys.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function belongsToPage(target: EventTarget | null): boolean {
  const isInDialog =
    target instanceof Element && target.closest('[role="dialog"]') !== null;
  return !isInDialog && !isTyping(target);
}
