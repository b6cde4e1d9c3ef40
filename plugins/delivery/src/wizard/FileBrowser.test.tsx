import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FileBrowser } from './FileBrowser';

const files = [
  { path: 'manifests/kustomization.yaml', content: 'x', truncated: false },
  { path: 'service/README.md', content: '# Service', truncated: false },
  { path: 'service/Dockerfile', content: 'FROM scratch', truncated: false },
  {
    path: 'service/src/app/main.py',
    content: 'print("hello")',
    truncated: true,
  },
];

describe('FileBrowser', () => {
  it('starts with the README and opens what is chosen', async () => {
    await renderInTestApp(<FileBrowser files={files} />);
    expect(screen.getByRole('button', { name: 'README.md' })).toHaveAttribute(
      'aria-current',
      'true',
    );
    // The highlighter is loaded late and puts its own element in the place of the plain one.
    await waitFor(() => expect(screen.getByText('# Service')).toBeVisible());
    await userEvent.click(screen.getByRole('button', { name: 'Dockerfile' }));
    await waitFor(() => expect(screen.getByText(/scratch/)).toBeVisible());
  });

  it('finds a file by a part of its path, in whatever folder', async () => {
    await renderInTestApp(<FileBrowser files={files} />);
    const filter = screen.getByRole('searchbox', { name: 'Filter the files' });
    await userEvent.type(filter, 'APP/main');
    expect(screen.getByRole('button', { name: 'main.py' })).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Dockerfile' }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByText('Only the beginning of this file is shown.'),
    ).toBeVisible();
    await userEvent.type(filter, 'x');
    expect(
      screen.getByText('No file has “APP/mainx” in its path.'),
    ).toBeVisible();
  });
});
