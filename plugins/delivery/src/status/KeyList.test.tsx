import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { KeyList } from './KeyList';

describe('KeyList', () => {
  it('opens with "?", names the keys of the page, closes with Escape and gives the focus back', async () => {
    renderInTestApp(
      <>
        <button type="button">Elsewhere</button>
        <KeyList purposes={['lanes', 'promote']} />
      </>,
    );
    const elsewhere = await screen.findByRole('button', { name: 'Elsewhere' });
    elsewhere.focus();
    await userEvent.keyboard('?');
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Keys of this page' }),
    );
    expect(dialog.getAllByRole('term').map(term => term.textContent)).toEqual([
      '←→',
      'p',
      'Esc',
      '?',
    ]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await waitFor(() => expect(elsewhere).toHaveFocus());
  });

  it('leaves the question mark to somebody who is typing', async () => {
    renderInTestApp(
      <>
        <input aria-label="Search" />
        <KeyList purposes={['search']} />
      </>,
    );
    const field = await screen.findByRole('textbox', { name: 'Search' });
    await userEvent.type(field, 'why?');
    expect(field).toHaveValue('why?');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
