import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { aPipelineRun } from '../__testUtils__/serviceViewBuilder';
import { PipelineRuns } from './PipelineRuns';

function show(count: number) {
  renderInTestApp(
    <PipelineRuns
      provenance={[]}
      runs={[
        aPipelineRun({
          stages: Array.from({ length: count }, (_, index) => ({
            name: `Stage ${index + 1}`,
            state: index === 1 ? 'failed' : 'succeeded',
            url: `https://forge.example/jobs/${index + 1}`,
          })),
        }),
      ]}
    />,
  );
}

describe('PipelineRuns', () => {
  it('gives each stage a column while there is room', async () => {
    show(4);
    expect(
      await screen.findByRole('columnheader', { name: 'Stage 4' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('columnheader', { name: 'Stages' }),
    ).not.toBeInTheDocument();
  });

  it('puts many stages into one column; each still says its name and leads to its job', async () => {
    show(13);
    expect(
      await screen.findByRole('columnheader', { name: 'Stages' }),
    ).toBeInTheDocument();
    const marks = within(screen.getByRole('list')).getAllByRole('link');
    expect(marks).toHaveLength(13);
    expect(marks[1]).toHaveAccessibleName('Stage 2: failed');
    expect(marks[1]).toHaveAttribute('href', 'https://forge.example/jobs/2');
  });

  it('names the system that the runs come from, and every one if there are several', async () => {
    const from = (source: string) => ({
      source,
      state: 'fresh' as const,
      asOf: '2026-11-20T10:00:00Z',
    });
    await renderInTestApp(
      <PipelineRuns
        provenance={[from('GitLab CI'), from('Azure Pipelines')]}
        runs={[]}
      />,
    );
    expect(
      await screen.findByText(/GitLab CI, Azure Pipelines/),
    ).toBeInTheDocument();
  });

  it.each([
    ['https://github.com/acme/x/actions/runs/7', 'PR #12'],
    ['https://gitlab.example.com/acme/x/-/pipelines/7', 'MR !12'],
    ['https://dev.azure.com/acme/x/_build/results?buildId=7', 'PR #12'],
  ])('calls a change as the system of %s does', async (url, name) => {
    renderInTestApp(
      <PipelineRuns
        provenance={[]}
        runs={[aPipelineRun({ number: 7, url, pullRequest: 12 })]}
      />,
    );
    expect(await screen.findByText(new RegExp(name))).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '#7' })).toHaveAttribute(
      'href',
      url,
    );
  });
});
