import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ComponentProps, useState } from 'react';
import { EnvironmentsTable } from './EnvironmentsTable';

const environments: ComponentProps<typeof EnvironmentsTable>['environments'] = [
  {
    name: 'development',
    stage: 'development',
    host: 'shop.development.acme.example',
    cpu: '500m',
    memory: '1Gi',
    replicas: 1,
  },
  {
    name: 'production',
    stage: 'production',
    host: 'shop.acme.example',
    cpu: '2000m',
    memory: '4Gi',
    minReplicas: 3,
    maxReplicas: 10,
    approvals: { count: 1, from: ['group:default/operations'] },
  },
];

async function show(
  props: Partial<ComponentProps<typeof EnvironmentsTable>> = {},
) {
  const onChange = jest.fn();
  function Form() {
    const [choices, setChoices] = useState(props.choices ?? []);
    return (
      <EnvironmentsTable
        environments={environments}
        {...props}
        choices={choices}
        onChange={changed => {
          onChange(changed);
          setChoices(changed ?? []);
        }}
      />
    );
  }
  await renderInTestApp(<Form />, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
  return onChange;
}

describe('EnvironmentsTable', () => {
  it('shows the defaults, and who approves', async () => {
    await show();
    expect(screen.getByLabelText('Address of production')).toHaveAttribute(
      'placeholder',
      'shop.acme.example',
    );
    expect(
      screen.getByLabelText('Most replicas of production'),
    ).toHaveAttribute('placeholder', '10');
    expect(
      screen.getByRole('row', { name: /production.*one person of operations/ }),
    ).toBeVisible();
    expect(
      screen.getByRole('row', { name: /development.*none/ }),
    ).toBeVisible();
  });

  it('keeps what is typed, and gives the default back when it is deleted', async () => {
    const onChange = await show();
    const cpu = screen.getByLabelText('CPU of development');
    await userEvent.type(cpu, '2');
    await userEvent.type(screen.getByLabelText('Replicas of development'), '4');
    expect(onChange).toHaveBeenLastCalledWith([
      { name: 'development', cpu: '2', replicas: 4 },
    ]);
    await userEvent.clear(cpu);
    expect(onChange).toHaveBeenLastCalledWith([
      { name: 'development', replicas: 4 },
    ]);
  });

  it('forgets what was typed for environments of another pipeline', async () => {
    const onChange = await show({ choices: [{ name: 'qa', cpu: 'much' }] });
    expect(onChange).toHaveBeenLastCalledWith(undefined);
    await userEvent.type(screen.getByLabelText('CPU of production'), '4');
    expect(onChange).toHaveBeenLastCalledWith([
      { name: 'production', cpu: '4' },
    ]);
  });

  it('says at the input what is wrong with it', async () => {
    await show({
      choices: [{ name: 'production', memory: 'much' }],
    });
    const memory = screen.getByLabelText('Memory of production');
    expect(memory).toBeInvalid();
    expect(memory).toHaveAccessibleDescription('must be like 512Mi or 1Gi');
    expect(screen.getByLabelText('Memory of development')).toBeValid();
  });
});
