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
});
