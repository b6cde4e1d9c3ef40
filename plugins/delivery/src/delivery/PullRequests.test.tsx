import { renderInTestApp } from '@backstage/frontend-test-utils';
import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import { screen } from '@testing-library/react';
import { aPipelineRun } from '../__testUtils__/serviceViewBuilder';
import { PullRequests } from './PullRequests';

const pullRequest: PullRequest = {
  number: 12,
  title: 'Add refunds',
  branch: 'refunds',
  commit: 'a'.repeat(40),
  draft: false,
  labels: [],
  createdAt: '2026-11-20T09:00:00Z',
  updatedAt: '2026-11-20T09:00:00Z',
};

const run = { pullRequest: undefined, result: 'Checks passed' };

describe('PullRequests', () => {
  it.each([
    ['https://github.com/acme/x/pull/12', '#12'],
    ['https://gitlab.example.com/acme/x/-/merge_requests/12', '!12'],
    ['https://dev.azure.com/acme/x/_git/x/pullrequest/12', '#12'],
  ])('links to %s as %s', async (url, name) => {
    renderInTestApp(
      <PullRequests pullRequests={[{ ...pullRequest, url }]} runs={[]} />,
    );
    expect(await screen.findByRole('link', { name })).toHaveAttribute(
      'href',
      url,
    );
  });

  it.each([
    ['its number', { pullRequest: 12 }, 'Checks passed'],
    [
      'its branch and commit',
      { ...run, branch: 'refunds', commit: pullRequest.commit },
      'Checks passed',
    ],
    ['an older commit', { ...run, branch: 'refunds', commit: 'b' }, 'No run'],
    ['another number', { pullRequest: 13, branch: 'refunds' }, 'No run'],
  ])('looks at a run of %s', async (_name, extra, shown) => {
    renderInTestApp(
      <PullRequests
        pullRequests={[pullRequest]}
        runs={[aPipelineRun({ ...run, ...extra })]}
      />,
    );
    expect(await screen.findByText(shown)).toBeInTheDocument();
  });
});
