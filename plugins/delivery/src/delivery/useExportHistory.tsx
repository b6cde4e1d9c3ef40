import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { ServiceName } from '@fairway/backstage-plugin-delivery-common';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { errorText } from '../api/errorText';
import { useAnnounce } from '../api/useAnnounce';
import { useSubmit } from '../promote/useSubmit';
import { Note } from '../status/Note';
import { deliveryTranslationRef } from '../translation';

/** Saves the history, as filtered above, as a file for a spreadsheet. */
export function useExportHistory(service: ServiceName, kind?: string) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const api = useApi(deliveryApiRef);
  const announce = useAnnounce();
  const { isPending, error, submit } = useSubmit();
  const button = (
    <Button
      variant="secondary"
      isPending={isPending}
      onPress={() =>
        submit(async () => {
          const file = await api.exportHistory(service, { kind });
          saveFile(file, `${service.name}-history.csv`);
          announce(t('delivery.history.exported'));
        })
      }
    >
      {t('delivery.history.export')}
    </Button>
  );
  const problem = error !== undefined && (
    <Note shape="failed" tone="bad" role="alert">
      <b>{t('delivery.history.exportFailed')}</b> {errorText(error)}
    </Note>
  );
  return { button, problem };
}

function saveFile(file: Blob, name: string) {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
