import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Combobox } from '@backstage/ui';
import { useState } from 'react';
import useSWR from 'swr';
import { shortRef } from '../status/shortRef';
import { securityTranslationRef } from './securityTranslation';

const SUGGESTIONS = 20;

type Suggestion = { id: string; label: string; description: string };

/** Chooses a person or group of the catalog. */
export function OwnerField(props: {
  value: string;
  problem: string | undefined;
  onChange: (entityRef: string) => void;
}) {
  const { value, problem, onChange } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const catalog = useApi(catalogApiRef);
  const [text, setText] = useState<string>();
  const { data = [], isLoading } = useSWR(
    [catalog, 'owners', text ?? ''],
    async (): Promise<Suggestion[]> => {
      const { items } = await catalog.queryEntities({
        filter: { kind: ['User', 'Group'] },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'spec.profile.displayName',
        ],
        ...(text && {
          fullTextFilter: {
            term: text,
            fields: [
              'metadata.name',
              'metadata.title',
              'spec.profile.displayName',
            ],
          },
        }),
        limit: SUGGESTIONS,
      });
      return items.map(entity => ({
        id: stringifyEntityRef(entity),
        label:
          displayNameOf(entity.spec?.profile) ??
          entity.metadata.title ??
          entity.metadata.name,
        description: entity.kind.toLowerCase(),
      }));
    },
    { keepPreviousData: true },
  );
  const chosen = data.find(({ id }) => id === value);
  const options =
    value && !chosen
      ? [{ id: value, label: shortRef(value), description: '' }, ...data]
      : data;
  return (
    <Combobox
      label={t('triage.owner')}
      placeholder={t('triage.ownerHint')}
      options={options}
      loading={{ state: isLoading ? 'loading' : 'idle' }}
      search={{
        mode: 'server',
        inputValue: text ?? chosen?.label ?? (value && shortRef(value)),
        onInputChange: setText,
      }}
      value={value || null}
      onChange={key => {
        onChange(key === null ? '' : String(key));
        setText(undefined);
      }}
      validationBehavior="aria"
      validate={() => problem}
    />
  );
}

function displayNameOf(profile: unknown): string | undefined {
  return typeof profile === 'object' &&
    profile !== null &&
    'displayName' in profile &&
    typeof profile.displayName === 'string'
    ? profile.displayName
    : undefined;
}
