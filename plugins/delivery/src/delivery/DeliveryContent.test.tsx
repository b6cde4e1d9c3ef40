import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  EnvironmentView,
  Freshness,
} from '@fairway/backstage-plugin-delivery-common';
import { axe } from 'jest-axe';
import { renderForService } from '../__testUtils__/renderForService';
import {
  NOW,
  aDeployment,
  aPipelineRun,
  aPromotion,
  aPromotionView,
  aRelease,
  aServiceView,
  anEnvironment,
  minutesAgo,
} from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import { DeliveryContent } from './DeliveryContent';

function show(
  environments: EnvironmentView[],
  answers: Parameters<typeof stubDeliveryApi>[0] = {},
) {
  const view = aServiceView(environments, {
    pipelineRuns: [aPipelineRun()],
  });
  return renderForService(
    <DeliveryContent />,
    stubDeliveryApi({ getService: async () => view, ...answers }),
  );
}

const lane = (name: string) =>
  screen.findByRole('article', { name: `Environment ${name}` });

const withState = (state: Freshness, message?: string) => ({
  provenance: [{ source: 'Argo CD', asOf: minutesAgo(12), state, message }],
});

describe('DeliveryContent', () => {
  beforeEach(() => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows what runs in an environment: version, commit, health, pods, age and findings', async () => {
    show([anEnvironment('production')]);
    const production = within(await lane('production'));
    expect(production.getByText('1.14.2')).toBeVisible();
    expect(
      production.getByText(aRelease('1.14.2').commit.slice(0, 7)),
    ).toBeVisible();
    expect(production.getByText('Healthy')).toBeVisible();
    expect(production.getByText('3/3 pods · synced')).toBeVisible();
    expect(production.getByText('58 min ago')).toHaveAttribute(
      'title',
      expect.stringMatching(/^Fri 20 Nov 2026 \d\d:44:00/),
    );
    expect(production.getByText('2 high')).toBeVisible();
    expect(production.getByText('16 lower')).toBeVisible();
  });

  it.each([
    ['progressing', 'Progressing', 'progressing'],
    ['degraded', 'Degraded', 'degraded'],
    ['suspended', 'Suspended', 'suspended'],
    ['missing', 'Missing', 'missing'],
    ['unknown', 'Unknown', 'unknown'],
  ] as const)(
    'says %s in a word and by a shape of its own',
    async (health, word, shape) => {
      show([
        anEnvironment('production', {
          deployment: aDeployment('production', '1.14.2', {
            health,
            message: 'crash loop',
          }),
        }),
      ]);
      const mark = within(await lane('production')).getByText(word);
      expect(
        mark.parentElement?.querySelector(`[data-shape="${shape}"]`),
      ).toBeInTheDocument();
      expect(
        within(await lane('production')).getByText(/crash loop/),
      ).toBeVisible();
    },
  );

  describe('keeps the ways of not knowing apart', () => {
    it('keeps a stale value and says how old it is', async () => {
      show([anEnvironment('production', withState('stale'))]);
      const production = within(await lane('production'));
      expect(production.getByText('1.14.2')).toBeVisible();
      expect(production.getByText('Healthy')).toBeVisible();
      expect(production.getByText(/Stale, as of/)).toHaveTextContent(
        'Stale, as of 12 min ago',
      );
    });

    it('keeps the last value of an unreachable environment but no longer vouches for its health', async () => {
      show([
        anEnvironment(
          'production',
          withState('unreachable', 'Cluster eu-2 does not answer.'),
        ),
        anEnvironment('staging'),
      ]);
      const production = within(await lane('production'));
      expect(production.getByText('1.14.2')).toBeVisible();
      expect(production.queryByText('Healthy')).not.toBeInTheDocument();
      expect(production.getByText(/Unreachable, as of/)).toBeVisible();
      expect(
        production.getByText(
          'Cluster eu-2 does not answer. This is the last known state.',
        ),
      ).toBeVisible();
      const staging = within(await lane('staging'));
      expect(staging.getByText('Healthy')).toBeVisible();
    });

    it('shows no value at all without permission', async () => {
      show([anEnvironment('production', withState('denied'))]);
      const production = within(await lane('production'));
      expect(production.getByText('No permission')).toBeVisible();
      expect(production.queryByText('1.14.2')).not.toBeInTheDocument();
      expect(production.queryByText('Findings')).not.toBeInTheDocument();
    });

    it('tells an environment that was never deployed from one on which nothing ever reported', async () => {
      show([
        anEnvironment('staging', { deployment: undefined }),
        anEnvironment('production', { deployment: undefined, provenance: [] }),
      ]);
      expect(
        within(await lane('staging')).getByText('Not deployed'),
      ).toBeVisible();
      expect(
        within(await lane('production')).getByText('Not reported'),
      ).toBeVisible();
    });

    it('says that a release was never scanned, and never counts that as zero findings', async () => {
      show([anEnvironment('production', { findings: undefined })]);
      const production = within(await lane('production'));
      expect(production.getByText('never scanned')).toBeVisible();
      expect(production.queryByText('none open')).not.toBeInTheDocument();
    });
  });

  it('flags hold with who and why, freeze, drift and how far it is behind', async () => {
    show([
      anEnvironment('production', {
        hold: {
          environment: 'production',
          by: 'user:default/olga',
          at: minutesAgo(60),
          reason: 'Breaks 3-D Secure',
        },
        freeze: {
          name: 'Weekend',
          environment: 'production',
          from: minutesAgo(30),
          until: minutesAgo(-3 * 24 * 60),
        },
        behind: { commits: 3, releases: 2, of: 'staging' },
        drift: true,
      }),
    ]);
    const production = within(await lane('production'));
    expect(production.getByText(/Held by/)).toHaveTextContent(
      'Held by olga: “Breaks 3-D Secure”',
    );
    expect(production.getByText(/Frozen, opens/)).toHaveTextContent(/Mon/);
    expect(production.getByText('3 commits behind staging')).toBeVisible();
    expect(production.getByText(/Drift/)).toBeVisible();
    expect(
      production.getByRole('button', { name: 'Release hold…' }),
    ).toBeVisible();
  });

  it('counts releases where the commits between are not known', async () => {
    show([
      anEnvironment('production', {
        behind: { releases: 2, of: 'staging' },
      }),
    ]);
    expect(await screen.findByText('2 releases behind staging')).toBeVisible();
  });

  it('shows a running promotion step by step with the progress of its soak time', async () => {
    const promotion = aPromotion('verifying', {
      environment: 'staging',
      steps: [
        { name: 'write', state: 'done', at: minutesAgo(11) },
        { name: 'sync', state: 'done', at: minutesAgo(10) },
        {
          name: 'verify',
          state: 'running',
          detail: 'soaking',
          startedAt: minutesAgo(4),
          until: minutesAgo(-6),
        },
      ],
    });
    show(
      [
        anEnvironment('staging', {
          promotion,
          deployment: aDeployment('staging', '1.14.3', {
            checks: [
              {
                name: 'smoke-test',
                kind: 'smoke-test',
                state: 'passed',
                summary: '42/42',
              },
            ],
          }),
        }),
      ],
      { getPromotion: async () => aPromotionView(promotion) },
    );
    const staging = within(await lane('staging'));
    expect(staging.getByText('Progressing')).toBeVisible();
    expect(staging.getByText('verifying · was 1.14.2')).toBeVisible();
    const steps = within(
      staging.getByRole('list', { name: 'Progress of the promotion' }),
    ).getAllByRole('listitem');
    expect(steps.map(step => step.textContent)).toEqual([
      expect.stringContaining('Written'),
      expect.stringContaining('Synced'),
      expect.stringContaining('smoke-test 42/42'),
      expect.stringContaining('Verifying soaking'),
    ]);
    expect(steps[3]).toHaveAttribute('aria-current', 'step');
    expect(
      staging.getByRole('progressbar', { name: '4 of 10 min' }),
    ).toHaveAttribute('aria-valuenow', '40');
  });

  it('shows why a promotion failed', async () => {
    show([
      anEnvironment('production', {
        promotion: aPromotion('failed', {
          outcome: 'Analysis failed: error rate 4.1 %, limit 1 %.',
        }),
      }),
    ]);
    const production = within(await lane('production'));
    expect(production.getByText('1.14.3 failed here.')).toBeVisible();
    expect(production.getByText(/error rate 4.1 %/)).toBeVisible();
  });

  it('shows a waiting promotion with all steps, who approved and who still can', async () => {
    const promotion = aPromotion('awaiting-approval', {
      approvals: [
        {
          by: 'user:default/sam',
          decision: 'approved',
          comment: 'Retry is bounded.',
          at: minutesAgo(9),
        },
      ],
    });
    show([anEnvironment('production', { promotion })], {
      getPromotion: async () =>
        aPromotionView(promotion, { canApprove: true, canCancel: true }),
    });
    const card = within(
      await screen.findByRole('region', { name: 'Waiting for approval' }),
    );
    expect(card.getByText('1.14.3')).toBeVisible();
    expect(
      within(
        card.getByRole('list', { name: 'Steps of the promotion' }),
      ).getAllByRole('listitem'),
    ).toHaveLength(7);
    expect(card.getByText(/Retry is bounded/)).toBeVisible();
    expect(card.getByText(/One more approval from/)).toHaveTextContent(
      'One more approval from operations or security. You can decide.',
    );
    expect(
      card.getByRole('button', { name: 'Cancel promotion' }),
    ).toBeVisible();
  });

  it('explains an action that is not available, to eyes and to screen readers', async () => {
    show([
      anEnvironment('production', {
        abilities: {
          promote: {
            allowed: false,
            reason: 'You may not promote into production; ask operations.',
          },
          rollback: { allowed: true },
          hold: { allowed: true },
        },
      }),
    ]);
    const production = within(await lane('production'));
    const promote = production.getByRole('button', { name: 'Promote…' });
    expect(promote).toHaveAttribute('aria-disabled', 'true');
    expect(promote).not.toBeDisabled();
    expect(promote).toHaveAccessibleDescription(
      'You may not promote into production; ask operations.',
    );
    await userEvent.click(promote);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('moves between lanes with arrow keys and opens the dialogs with p and r', async () => {
    const previewPromotion = jest.fn(() => new Promise<never>(() => {}));
    show([anEnvironment('staging'), anEnvironment('production')], {
      previewPromotion,
    });
    const staging = await lane('staging');
    act(() => staging.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(await lane('production')).toHaveFocus();
    await userEvent.keyboard('r');
    expect(
      await screen.findByRole('dialog', {
        name: 'Roll back checkout-api in production',
      }),
    ).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    const production = await lane('production');
    act(() => production.focus());
    await userEvent.keyboard('p');
    expect(
      await screen.findByRole('dialog', {
        name: 'Promote checkout-api to production',
      }),
    ).toBeVisible();
  });

  it.each([
    ['{Escape}', 'Roll back…'],
    ['{Escape}', 'More for production'],
  ])(
    'gives the focus back to the opener after %s in the dialog of "%s"',
    async (key, opener) => {
      show([anEnvironment('production')], {
        previewPromotion: () => new Promise<never>(() => {}),
      });
      const button = within(await lane('production')).getByRole('button', {
        name: opener,
      });
      act(() => button.focus());
      await userEvent.keyboard('{Enter}');
      if (opener.startsWith('More')) {
        await userEvent.keyboard('{Enter}');
      }
      await screen.findByRole('dialog');
      await userEvent.keyboard(key);
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      await waitFor(() => expect(button).toHaveFocus());
    },
  );

  it('says who brought a release where it runs, and marks incidents', async () => {
    show([anEnvironment('production'), anEnvironment('staging')], {
      getTrack: async () => ({
        from: minutesAgo(14 * 24 * 60),
        to: NOW,
        spans: [
          {
            environment: 'production',
            version: '1.14.2',
            from: minutesAgo(58),
            by: 'olga',
          },
          {
            environment: 'staging',
            version: '1.14.2',
            from: minutesAgo(90),
            by: 'fairway',
          },
        ],
        incidents: [
          {
            id: 'i-1',
            at: minutesAgo(600),
            environment: 'production',
            release: '1.14.1',
            text: 'Error rate 4.1 %',
          },
        ],
      }),
    });
    const production = within(await lane('production'));
    expect((await production.findByText(/by olga/)).textContent).toBe(
      '58 min ago, by olga',
    );
    expect(
      within(await lane('staging')).getByText(/automatic policy/),
    ).toBeVisible();
    expect(
      screen.getByTitle(/^production, 1\.14\.1, Error rate 4\.1 %/),
    ).toBeInTheDocument();
  });

  it('saves the history as it is filtered, and says why when it cannot', async () => {
    const createObjectURL = jest.fn(() => 'blob:history');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => {});
    const file = new Blob(['At,Kind']);
    const exportHistory = jest
      .fn()
      .mockResolvedValueOnce(file)
      .mockRejectedValueOnce(new Error('The database is away.'));
    show([anEnvironment('production')], { exportHistory });
    await userEvent.click(
      await screen.findByRole('radio', { name: 'Rollbacks' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
    expect(createObjectURL).toHaveBeenCalledWith(file);
    expect(exportHistory).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'checkout-api' }),
      { kind: 'rollback' },
    );
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    expect(await screen.findByText(/The database is away/)).toBeVisible();
    expect(click).toHaveBeenCalledTimes(1);
  });

  it('leads to all runs of the CI system', async () => {
    show([anEnvironment('production')]);
    expect(
      await screen.findByRole('link', { name: 'All runs' }),
    ).toHaveAttribute('href', expect.stringMatching(/\/actions$/));
  });

  it('says that the service was not seen yet, which is not an error', async () => {
    show([], { getService: async () => undefined });
    expect(await screen.findByText('Nothing seen yet.')).toBeVisible();
  });

  it('names what could not be read and offers to try again', async () => {
    const getService = jest
      .fn()
      .mockRejectedValueOnce(new Error('The backend is restarting.'))
      .mockResolvedValue(aServiceView([anEnvironment('production')]));
    show([], { getService });
    expect(await screen.findByText(/The backend is restarting/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await lane('production')).toBeVisible();
  });

  it('has no accessibility violations', async () => {
    const promotion = aPromotion('awaiting-approval');
    const { container } = show(
      [
        anEnvironment('development', {
          entry: 'pipeline',
          behind: { commits: 1, releases: 1, of: 'main' },
        }),
        anEnvironment('staging', withState('unreachable')),
        anEnvironment('production', { promotion }),
      ],
      { getPromotion: async () => aPromotionView(promotion) },
    );
    await lane('production');
    expect((await axe(container)).violations).toEqual([]);
  });
});
