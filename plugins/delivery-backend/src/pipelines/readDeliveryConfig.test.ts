import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { builtInGates } from '../gates/builtInGates';
import { readDeliveryConfig } from './readDeliveryConfig';

const gates = {
  gates: builtInGates.map(gate => gate.id),
  gateSettings: new Map(
    builtInGates.map(gate => [gate.id, gate.settingsSchema]),
  ),
};

function read(environments: JsonObject[], more: JsonObject = {}) {
  const config = new ConfigReader({
    delivery: { pipelines: { standard: { environments, ...more } } },
  });
  const pipeline = readDeliveryConfig(config, gates).pipelines.get('standard');
  if (!pipeline) {
    throw new Error('The pipeline was not read');
  }
  return pipeline;
}

const development = { name: 'development', entry: 'pipeline' };
const at = 'delivery.pipelines.standard.environments';

describe('readDeliveryConfig', () => {
  it('needs no more than names: each environment follows the one before it', () => {
    const pipeline = read([development, { name: 'production' }]);
    expect(pipeline).toMatchObject({
      title: 'Standard',
      environments: [
        { name: 'development', after: [], entry: 'pipeline' },
        {
          name: 'production',
          after: ['development'],
          entry: 'manual',
          rollback: 'manual',
          freezesBindRollbacks: false,
          verification: { soakSeconds: 60, timeoutSeconds: 1800, checks: [] },
        },
      ],
    });
  });

  it('reads gates with and without settings, approvers and freezes', () => {
    const [, production] = read([
      development,
      {
        name: 'production',
        gates: ['tests', { id: 'gate-1', settings: { limits: { high: 3 } } }],
        approvals: { count: 1, from: ['operations', 'user:default/Olga'] },
        freezes: [
          {
            name: 'weekend',
            weekly: {
              from: 'Fri 16:00',
              until: 'Mon 08:00',
              timezone: 'Europe/Berlin',
            },
          },
        ],
      },
    ]).environments;
    expect(production).toMatchObject({
      gates: [
        { id: 'tests', settings: {} },
        { id: 'gate-1', settings: { limits: { high: 3 } } },
      ],
      approvals: {
        from: ['group:default/operations', 'user:default/olga'],
        notRequester: true,
      },
      freezes: [
        {
          kind: 'weekly',
          from: { weekday: 5, hour: 16, minute: 0 },
          until: { weekday: 1, hour: 8, minute: 0 },
        },
      ],
    });
  });

  it('changes the policy version exactly when the policy changes', () => {
    const version = (environments: JsonObject[], more?: JsonObject) =>
      read(environments, more).policyVersion;
    const before = version([development, { name: 'production' }]);
    expect(version([development, { name: 'production' }])).toBe(before);
    expect(
      version([development, { name: 'production' }], { title: 'Other' }),
    ).toBe(before);
    expect(
      version([
        development,
        { name: 'production', approvals: { count: 2, from: [] } },
      ]),
    ).not.toBe(before);
  });

  it.each<[string, JsonObject[], string]>([
    [
      'an unknown environment',
      [development, { name: 'production', after: ['stagin'] }],
      `${at}[1].after: no environment 'stagin' in pipeline 'standard'; it has: development, production`,
    ],
    [
      'a circle',
      [
        development,
        { name: 'staging', after: ['production'] },
        { name: 'production', after: ['staging'] },
      ],
      `${at}: \`after\` goes round in a circle: staging → production → staging`,
    ],
    [
      'an environment after itself',
      [{ name: 'production', after: ['production'] }],
      'production → production',
    ],
    [
      'two environments of one name',
      [development, development],
      `${at}[1].name: two environments are called 'development'`,
    ],
    [
      'an unknown gate',
      [{ ...development, gates: ['tets'] }],
      `${at}[0].gates[0].id: no gate 'tets' is installed; installed are: verified, tests`,
    ],
    [
      'settings that a gate does not know',
      [{ ...development, gates: [{ id: 'coverage', settings: { min: 80 } }] }],
      `${at}[0].gates[0].settings: unknown key 'min'`,
    ],
    [
      'a misspelt key',
      [{ ...development, approval: { count: 1 } }],
      `${at}[0]: unknown key 'approval'; remove it or correct its spelling`,
    ],
    [
      'a number that is none',
      [{ ...development, verification: { soakSeconds: -1 } }],
      `${at}[0].verification.soakSeconds: `,
    ],
    [
      'no approver at all',
      [{ ...development, approvals: { count: 0 } }],
      `${at}[0].approvals.count: `,
    ],
    [
      'an approver that is no entity ref',
      [{ ...development, approvals: { count: 1, from: ['group:'] } }],
      `${at}[0].approvals.from[0]: 'group:' is no entity ref`,
    ],
    [
      'a freeze that ends before it begins',
      [
        {
          ...development,
          freezes: [
            {
              name: 'x',
              from: '2026-12-24T00:00:00Z',
              until: '2026-12-23T00:00:00Z',
            },
          ],
        },
      ],
      `${at}[0].freezes[0].until: must be after`,
    ],
    [
      'half a freeze',
      [
        {
          ...development,
          freezes: [{ name: 'x', from: '2026-12-24T00:00:00Z' }],
        },
      ],
      `${at}[0].freezes[0]: needs either`,
    ],
    [
      'an automatic environment that follows none',
      [{ name: 'staging', entry: 'automatic' }],
      `${at}[0].after: environment 'staging' is entered automatically but follows no other`,
    ],
    ['no environment', [], `${at}: needs at least one environment`],
  ])(
    'refuses %s, naming the place and the way out',
    (_what, input, message) => {
      expect(() => read(input)).toThrow(message);
    },
  );

  it('gives findings a clock unless told otherwise', () => {
    const clock = (findings?: JsonObject) =>
      readDeliveryConfig(
        new ConfigReader({ delivery: findings ? { findings } : {} }),
        gates,
      ).clockDays;
    expect(clock()).toEqual({ critical: 7, high: 30, medium: 90 });
    expect(clock({ clockDays: { critical: 1 } })).toEqual({ critical: 1 });
    expect(() => clock({ clockDays: { critical: 0 } })).toThrow(
      'delivery.findings.clockDays.critical: ',
    );
  });
});
