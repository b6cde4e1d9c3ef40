import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Text } from '@backstage/ui';
import { Fragment, useEffect } from 'react';
import {
  changeEnvironment,
  EnvironmentChoice,
  EnvironmentSetting,
  isNumber,
  settingProblem,
  settingTitles,
} from './environmentChoice';
import styles from './environments.module.css';
import { SettingInput } from './SettingInput';
import { EnvironmentDefaults } from './wizardRequests';

const columns: EnvironmentSetting[] = ['host', 'cpu', 'memory'];

/** The environments of a new service, one a row; what may be changed is an input that shows its default. */
export function EnvironmentsTable(props: {
  environments: EnvironmentDefaults[];
  choices: EnvironmentChoice[];
  onChange: (choices: EnvironmentChoice[] | undefined) => void;
}) {
  const { environments, onChange } = props;
  const choices = props.choices.filter(choice =>
    environments.some(({ name }) => name === choice.name),
  );
  const hasOthers = choices.length < props.choices.length;
  useEffect(() => {
    // What was typed for environments of another pipeline does not count, and nobody could see what is wrong with it.
    if (hasOthers) {
      onChange(choices.length > 0 ? choices : undefined);
    }
  });
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Environment</th>
          {columns.map(setting => (
            <th key={setting} scope="col">
              {settingTitles[setting]}
            </th>
          ))}
          <th scope="col">Replicas</th>
          <th scope="col">Approval</th>
        </tr>
      </thead>
      <tbody>
        {environments.map(environment => {
          const { name } = environment;
          const choice = choices.find(each => each.name === name) ?? { name };
          const input = (setting: EnvironmentSetting) => (
            <SettingInput
              label={`${settingTitles[setting]} of ${name}`}
              type={isNumber(setting) ? 'number' : 'text'}
              value={choice[setting]}
              placeholder={String(environment[setting] ?? '')}
              problem={settingProblem(setting, choice[setting])}
              onChange={text =>
                onChange(
                  changeEnvironment(choices, {
                    environment,
                    setting,
                    text,
                  }),
                )
              }
            />
          );
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map(setting => (
                <td key={setting} data-title={settingTitles[setting]}>
                  {input(setting)}
                </td>
              ))}
              <td data-title="Replicas">
                {environment.replicas === undefined ? (
                  <span className={styles.range}>
                    {input('minReplicas')}
                    <span aria-hidden>–</span>
                    {input('maxReplicas')}
                  </span>
                ) : (
                  input('replicas')
                )}
              </td>
              <td data-title="Approval">
                <Approval environment={environment} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Approval(props: { environment: EnvironmentDefaults }) {
  const { approvals } = props.environment;
  if (!approvals) {
    return (
      <Text variant="body-small" color="secondary">
        none
      </Text>
    );
  }
  const { count, from } = approvals;
  return (
    <Text variant="body-small">
      {count === 1 ? 'one person' : `${count} people`}
      {from.length > 0 && ' of '}
      {from.map((ref, index) => (
        <Fragment key={ref}>
          {index > 0 && ', '}
          <EntityRefLink entityRef={ref} hideIcon />
        </Fragment>
      ))}
    </Text>
  );
}
