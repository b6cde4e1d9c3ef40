import { allRunsUrl } from './allRunsUrl';

describe('allRunsUrl', () => {
  it.each([
    [
      'https://github.com/acme/checkout-api/actions/runs/123/job/4',
      'https://github.com/acme/checkout-api/actions',
    ],
    [
      'https://gitlab.acme.example/payments/checkout-api/-/pipelines/77',
      'https://gitlab.acme.example/payments/checkout-api/-/pipelines',
    ],
    [
      'https://dev.azure.com/acme/payments/_build/results?buildId=9&view=results',
      'https://dev.azure.com/acme/payments/_build',
    ],
    ['https://ci.acme.example/builds/9', undefined],
    ['ftp://ci.acme.example/actions/runs/1', undefined],
    [undefined, undefined],
  ])('finds the list of %s', (url, expected) => {
    expect(allRunsUrl({ url })).toBe(expected);
  });
});
