import { changeEnvironment } from './environmentChoice';

describe('changeEnvironment', () => {
  it('adds a setting, keeps the others, and reads numbers as numbers', () => {
    const first = changeEnvironment([], {
      environment: 'staging',
      setting: 'host',
      text: ' shop.example ',
    });
    expect(first).toEqual([{ name: 'staging', host: 'shop.example' }]);
    expect(
      changeEnvironment(first ?? [], {
        environment: 'staging',
        setting: 'replicas',
        text: '4',
      }),
    ).toEqual([{ name: 'staging', host: 'shop.example', replicas: 4 }]);
  });

  it('takes a setting back when its text is deleted, until nothing is left', () => {
    const choices = [{ name: 'staging', cpu: '1', memory: '2Gi' }];
    const one = changeEnvironment(choices, {
      environment: 'staging',
      setting: 'cpu',
      text: '',
    });
    expect(one).toEqual([{ name: 'staging', memory: '2Gi' }]);
    expect(
      changeEnvironment(one ?? [], {
        environment: 'staging',
        setting: 'memory',
        text: ' ',
      }),
    ).toBeUndefined();
  });
});
