import { changeEnvironment, environmentProblems } from './environmentChoice';

describe('changeEnvironment', () => {
  it('adds a setting, keeps the others, and reads numbers as numbers', () => {
    const first = changeEnvironment([], {
      environment: { name: 'staging' },
      setting: 'host',
      text: ' shop.example ',
    });
    expect(first).toEqual([{ name: 'staging', host: 'shop.example' }]);
    expect(
      changeEnvironment(first ?? [], {
        environment: { name: 'staging' },
        setting: 'replicas',
        text: '4',
      }),
    ).toEqual([{ name: 'staging', host: 'shop.example', replicas: 4 }]);
  });

  it('takes a setting back when its text is deleted, until nothing is left', () => {
    const choices = [{ name: 'staging', cpu: '1', memory: '2Gi' }];
    const one = changeEnvironment(choices, {
      environment: { name: 'staging' },
      setting: 'cpu',
      text: '',
    });
    expect(one).toEqual([{ name: 'staging', memory: '2Gi' }]);
    expect(
      changeEnvironment(one ?? [], {
        environment: { name: 'staging' },
        setting: 'memory',
        text: ' ',
      }),
    ).toBeUndefined();
  });

  it('compares one end of a range with the default of the other, and takes that back with it', () => {
    const environment = { name: 'live', minReplicas: 3, maxReplicas: 10 };
    const most = changeEnvironment([], {
      environment,
      setting: 'maxReplicas',
      text: '2',
    });
    expect(most).toEqual([{ name: 'live', minReplicas: 3, maxReplicas: 2 }]);
    expect(environmentProblems(most ?? [])).toEqual([
      'Fewest replicas of live (3) must not be more than the most (2)',
    ]);
    const fewest = changeEnvironment(most ?? [], {
      environment,
      setting: 'minReplicas',
      text: '1',
    });
    expect(environmentProblems(fewest ?? [])).toEqual([]);
    expect(
      changeEnvironment(fewest ?? [], {
        environment,
        setting: 'maxReplicas',
        text: '',
      }),
    ).toEqual([{ name: 'live', minReplicas: 1 }]);
    expect(
      changeEnvironment(most ?? [], {
        environment,
        setting: 'maxReplicas',
        text: '',
      }),
    ).toBeUndefined();
  });
});

describe('environmentProblems', () => {
  it('finds nothing wrong with what the server takes', () => {
    expect(
      environmentProblems([
        { name: 'staging', host: 'shop.acme.example', cpu: '750m' },
        { name: 'live', cpu: '2', memory: '512Mi', minReplicas: 3 },
        { name: 'test', replicas: 100 },
      ]),
    ).toEqual([]);
  });

  it('says in whole sentences what is wrong where', () => {
    expect(
      environmentProblems([
        { name: 'staging', host: 'http://x', cpu: 'lots', replicas: 0 },
        { name: 'live', memory: '1', minReplicas: 9, maxReplicas: 3 },
      ]),
    ).toEqual([
      'Address of staging must be a host name, such as shop.acme.example',
      'CPU of staging must be like 500m or 2',
      'Replicas of staging must be a whole number from 1 to 100',
      'Memory of live must be like 512Mi or 1Gi',
      'Fewest replicas of live (9) must not be more than the most (3)',
    ]);
  });
});
