import { EVENT, POD } from '../knownTypes';
import { parseFieldSelector } from './fieldSelector';
import { matcherOf, parseLabelSelector } from './labelSelector';

describe('parseLabelSelector', () => {
  const labels = { app: 'web', tier: 'front' };

  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app!=web', false],
    ['none!=web', true],
    ['app in (api, web),tier notin (back)', true],
    ['app in (api)', false],
    ['tier', true],
    ['!tier', false],
    ['!none,app', true],
  ])('%s', (selector, matches) => {
    expect(parseLabelSelector(selector)(labels)).toBe(matches);
  });

  it.each(['a=b=c', 'in (a)', 'a b', '()'])('refuses %s', selector => {
    expect(() => parseLabelSelector(selector)).toThrow('unable to parse');
  });
});

describe('matcherOf', () => {
  it('asks for labels and expressions together', () => {
    const matches = matcherOf({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });

    expect(matches({ app: 'web', tier: 'front' })).toBe(true);
    expect(matches({ app: 'web', tier: 'front', old: '1' })).toBe(false);
    expect(matches({ app: 'web' })).toBe(false);
  });

  it('selects nothing when it is empty', () => {
    expect(matcherOf({})({ app: 'web' })).toBe(false);
  });
});

describe('parseFieldSelector', () => {
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'one' },
    involvedObject: { kind: 'Pod', name: 'web-1' },
  };

  it('compares the fields that a kind is selected by', () => {
    const matches = (text: string) => parseFieldSelector(EVENT, text)(event);

    expect(matches('involvedObject.kind=Pod,involvedObject.name=web-1')).toBe(
      true,
    );
    expect(matches('metadata.name!=one')).toBe(false);
    expect(matches('reason=')).toBe(true);
    expect(() => matches('status.phase=')).toThrow(
      'field label not supported: status.phase',
    );
  });

  it('refuses what is no selector', () => {
    expect(() => parseFieldSelector(POD, 'metadata.name')).toThrow(
      'invalid selector',
    );
  });
});
