import { SearchField } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import styles from './filters.module.css';

const SETTLE_MS = 250;

/**
 * A search whose text settles before it is reported. `/` puts the focus here from anywhere on the page, unless
 * somebody is typing.
 */
export function SearchBox(props: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { label, value = '', onChange } = props;
  const root = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(value);
  const reported = useRef(value);
  const report = useRef(onChange);
  report.current = onChange;

  // The address may change without us, for example by the back button or "Clear filters".
  useEffect(() => {
    if (value !== reported.current) {
      reported.current = value;
      setText(value);
    }
  }, [value]);

  useEffect(() => {
    if (text.trim() === reported.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      reported.current = text.trim();
      report.current(text.trim() || undefined);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target)) {
        return;
      }
      event.preventDefault();
      root.current?.querySelector('input')?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div className={styles.search} ref={root}>
      <SearchField
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={text}
        onChange={setText}
      />
      {text === '' && (
        <kbd className={styles.key} aria-hidden="true">
          /
        </kbd>
      )}
    </div>
  );
}

/** True while keys belong to a field and not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input, textarea, select, [role="textbox"]') ||
      target.closest('[role="listbox"], [role="menu"]') !== null)
  );
}
