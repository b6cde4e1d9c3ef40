import { ClusterFixture } from './ClusterFixture';
import { KubeClient } from './KubeClient';

/** A fresh cluster for every test of the suite, and the stock client for it; no controller may have failed. */
export function useCluster(
  options: { speed?: number; watchWindow?: number } = {},
) {
  const current: { fixture?: ClusterFixture; client?: KubeClient } = {};

  beforeEach(async () => {
    const fixture = await ClusterFixture.start(options);
    current.fixture = fixture;
    current.client = await KubeClient.load(() => fixture.url);
  });

  afterEach(async () => {
    const errors = [...(current.fixture?.errors ?? [])];
    await current.fixture?.stop();
    expect(errors).toEqual([]);
  });

  return {
    get fixture(): ClusterFixture {
      return required(current.fixture);
    },
    get client(): KubeClient {
      return required(current.client);
    },
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('The cluster exists while a test runs, not before');
  }
  return value;
}
