import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { OutboundClient } from '../outbound/OutboundClient';
import { clusterObjectOf, defaultWatchTiming } from './WatchedResource';
import { watchResource } from './watchResource';

const server = setupServer();
const base = 'https://kubernetes.example.com';

describe('watchResource', () => {
  registerMswTestHooks(server);

  it.each([404, 410])(
    'does not take a list of an optional kind that ends with %p on a later page for an empty one',
    async status => {
      server.use(
        http.get(`${base}/apis/example.com/v1/parts`, ({ request }) =>
          new URL(request.url).searchParams.has('continue')
            ? HttpResponse.json({ kind: 'Status' }, { status })
            : HttpResponse.json({
                metadata: { resourceVersion: '1', continue: 'more' },
                items: [{ metadata: { uid: 'a' } }],
              }),
        ),
      );
      const stop = new AbortController();
      const replaced: number[] = [];
      const watching = watchResource({
        cluster: {
          name: 'one',
          client: OutboundClient.create({
            upstream: "Cluster 'one'",
            baseUrl: base,
          }),
        },
        resource: {
          segments: ['apis', 'example.com', 'v1', 'parts'],
          optional: true,
          read: object =>
            clusterObjectOf(
              typeof object === 'object' && object && 'metadata' in object
                ? object.metadata
                : undefined,
            ),
        },
        listener: {
          replaced: objects => {
            replaced.push(objects.length);
            stop.abort();
          },
          changed: () => undefined,
          deleted: () => undefined,
        },
        timing: defaultWatchTiming,
        signal: stop.signal,
      });
      await expect(watching).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(
          "Cluster 'one': the list of parts expired while it was read",
        ),
      });
      expect(replaced).toEqual([]);
    },
  );
});
