import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ComponentProps } from 'react';
import { ChoiceSelect } from './ChoiceSelect';

const choices = [
  { name: 'ghcr', title: 'GitHub Container Registry' },
  { name: 'harbor', title: 'Harbor' },
];

function show(props: Partial<ComponentProps<typeof ChoiceSelect>> = {}) {
  const onChange = jest.fn();
  render(
    <ChoiceSelect
      id="registry"
      label="Registry"
      help="Where images go."
      choices={choices}
      value="ghcr"
      onChange={onChange}
      {...props}
    />,
  );
  return onChange;
}

describe('ChoiceSelect', () => {
  it('offers what the portal is configured with, by keyboard too', async () => {
    const onChange = show();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    const list = await screen.findByRole('listbox');
    expect(
      within(list)
        .getAllByRole('option')
        .map(option => option.textContent),
    ).toEqual(['GitHub Container Registry', 'Harbor']);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(onChange).toHaveBeenCalledWith('harbor');
  });

  it('chooses the first that is offered when the default is not', () => {
    expect(show({ value: 'ecr' })).toHaveBeenCalledWith('ghcr');
  });

  it('changes nothing before the choices are known', () => {
    expect(show({ choices: undefined })).not.toHaveBeenCalled();
  });

  it('says why there is nothing to choose from', () => {
    show({ choices: undefined, problem: 'They could not be read: timeout' });
    expect(screen.getByText('They could not be read: timeout')).toBeVisible();
  });
});
