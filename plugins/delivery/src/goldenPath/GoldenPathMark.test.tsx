import { Entity } from '@backstage/catalog-model';
import { screen } from '@testing-library/react';
import { axe } from 'jest-axe';
import { SWRConfig } from 'swr';
import { checkoutApi } from '../__testUtils__/renderForService';
import { renderRoom } from '../__testUtils__/renderRoom';
import { GoldenPathMark } from './GoldenPathMark';

const VERSION = 'fairway.dev/golden-path-version';

const template = (version: string): Entity => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'create-service', annotations: { [VERSION]: version } },
  spec: { type: 'service', steps: [] },
});

describe('GoldenPathMark', () => {
  const show = (version: string | undefined, catalog: Entity[]) =>
    renderRoom(
      <SWRConfig value={{ provider: () => new Map() }}>
        <GoldenPathMark />
        <p>the rest of the page</p>
      </SWRConfig>,
      {
        entity: {
          ...checkoutApi,
          metadata: {
            ...checkoutApi.metadata,
            annotations: {
              ...checkoutApi.metadata.annotations,
              ...(version && { [VERSION]: version }),
            },
          },
        },
        api: {},
        catalog,
      },
    );

  it('says how many versions a service is behind, and leads to the upgrade with the service filled in', async () => {
    show('3', [template('5')]);

    expect(await screen.findByText('Golden path 3, 2 behind')).toBeVisible();
    const link = screen.getByRole('link', {
      name: 'Upgrade the golden path of checkout-api',
    });
    const url = new URL(String(link.getAttribute('href')), 'http://localhost');
    expect(url.pathname).toBe('/create/templates/default/upgrade-golden-path');
    expect(JSON.parse(String(url.searchParams.get('formData')))).toEqual({
      service: 'component:default/checkout-api',
    });
    expect((await axe(screen.getByRole('main'))).violations).toEqual([]);
  });

  it('says quietly that a service has the newest version', async () => {
    show('5', [template('5')]);

    expect(await screen.findByText('Golden path 5, newest')).toBeVisible();
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  it('claims nothing where the newest version is not known', async () => {
    show('5', []);

    expect(await screen.findByText('Golden path 5')).toBeVisible();
    expect(screen.queryByText(/newest|behind/)).not.toBeInTheDocument();
  });

  it.each([undefined, 'two', '0'])(
    'shows nothing for a service whose version is %s',
    async version => {
      show(version, [template('5')]);

      expect(await screen.findByText('the rest of the page')).toBeVisible();
      expect(screen.queryByText(/Golden path/)).not.toBeInTheDocument();
    },
  );
});
