import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import useSWR from 'swr';
import { errorText } from '../api/errorText';
import { ChoiceSelect } from './ChoiceSelect';
import { offerChoices } from './offerChoices';
import { titlesOf } from './titlesOf';
import { readChoices } from './wizardRequests';

const schema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      /** Why a choice is not offered when the rest of the form excludes it. */
      because: z.record(z.string()).optional(),
      /** Which of the portal's own lists says what it is set up for. */
      offeredBy: z.enum(['ci', 'registry', 'gitops', 'secrets']).optional(),
    }),
});

function DeliveryChoice(props: typeof schema.TProps) {
  const { schema: field, formData, name, onChange, registry, uiSchema } = props;
  const fetchApi = useApi(fetchApiRef);
  const options = uiSchema['ui:options'];
  const offeredBy = options?.offeredBy;
  const { data, error } = useSWR(
    offeredBy ? 'delivery/wizard/choices' : undefined,
    () => readChoices(fetchApi),
  );
  const choices = offerChoices({
    titles: titlesOf(registry.rootSchema, name),
    because: options?.because ?? {},
    allowed: field.enum ?? [],
    portal: offeredBy ? data?.[offeredBy] : [],
  });
  const chosen = choices?.offered.find(choice => choice.name === formData);
  const help = [
    field.description,
    chosen?.detail && `Here: ${chosen.detail}.`,
    choices &&
      choices.missing.length > 0 &&
      `Not offered: ${choices.missing
        .map(({ title, reason }) => `${title}, because ${reason}`)
        .join('; ')}.`,
  ];
  return (
    <ChoiceSelect
      id={props.idSchema.$id}
      label={field.title}
      help={help.filter(Boolean).join(' ')}
      choices={choices?.offered}
      problem={
        error &&
        `What this portal is set up for could not be read: ${errorText(error)}`
      }
      value={formData}
      onChange={onChange}
    />
  );
}

/**
 * `ui:field: DeliveryChoice`, on a question with `enum` and `enumNames`: offers what the form's schema allows and this portal is
 * set up for, and says of the rest why it is not offered.
 */
export const choiceField = createFormField({
  name: 'DeliveryChoice',
  component: DeliveryChoice,
  schema,
});
