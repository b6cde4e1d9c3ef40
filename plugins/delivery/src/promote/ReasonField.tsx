import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextAreaField, TextAreaFieldProps } from '@backstage/ui';
import { deliveryTranslationRef } from '../translation';

/** Why: kept in the history. Ctrl or Cmd and Enter confirms. */
export function ReasonField(props: {
  value: string;
  isNeeded: boolean;
  onChange: (reason: string) => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const onKeyDown: TextAreaFieldProps['onKeyDown'] = event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      props.onConfirm();
      return;
    }
    // React Aria keeps handled keys to itself; Escape has to reach the dialog.
    event.continuePropagation();
  };
  return (
    <TextAreaField
      label={t('promote.reason.label')}
      secondaryLabel={
        props.isNeeded
          ? t('promote.reason.required')
          : t('promote.reason.optional')
      }
      rows={3}
      maxLength={2000}
      value={props.value}
      onChange={props.onChange}
      onKeyDown={onKeyDown}
    />
  );
}
