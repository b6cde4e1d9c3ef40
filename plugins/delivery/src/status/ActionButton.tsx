import { Button, ButtonProps } from '@backstage/ui';
import { clsx } from 'clsx';
import { ReactElement, useId, useRef, useEffect } from 'react';
import { StatusShape } from './StatusShape';
import styles from './status.module.css';

/**
 * A button that explains itself when it is not available: it keeps focus, is `aria-disabled`, has a dashed border and
 * names the reason to screen readers and on hover. The view that shows it says the reason in a visible sentence too.
 */
export function ActionButton(props: {
  children: string;
  onPress: () => void;
  /** Set exactly if the action is not available. */
  unavailable?: string;
  /** Id of the visible sentence that says why; without it the reason is added for screen readers only. */
  describedBy?: string;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  iconStart?: ReactElement;
  isPending?: boolean;
}) {
  const { unavailable, describedBy, onPress, iconStart, variant, ...rest } =
    props;
  const ownId = useId();
  const ref = useRef<HTMLButtonElement>(null);
  const isUnavailable = unavailable !== undefined;

  // React Aria's Button has no way to be aria-disabled and focusable at once.
  useEffect(() => {
    if (isUnavailable) {
      ref.current?.setAttribute('aria-disabled', 'true');
    } else {
      ref.current?.removeAttribute('aria-disabled');
    }
  });

  return (
    <span className={styles.action} title={unavailable}>
      <Button
        {...rest}
        ref={ref}
        variant={isUnavailable ? 'secondary' : variant ?? 'secondary'}
        iconStart={
          isUnavailable ? <StatusShape shape="denied" size={14} /> : iconStart
        }
        className={clsx(isUnavailable && styles.unavailable)}
        aria-describedby={isUnavailable ? describedBy ?? ownId : undefined}
        onPress={() => {
          if (!isUnavailable) {
            onPress();
          }
        }}
      />
      {isUnavailable && !describedBy && (
        <span id={ownId} className={styles.hidden}>
          {unavailable}
        </span>
      )}
    </span>
  );
}
