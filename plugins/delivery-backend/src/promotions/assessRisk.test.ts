import { RiskFacts, assessRisk } from './assessRisk';

function rate(more: Partial<RiskFacts> = {}) {
  return assessRisk({
    firstDeployment: false,
    commits: 2,
    commitsComplete: true,
    introduced: [],
    findingsKnown: true,
    gates: [],
    manifestsChanged: false,
    recentFailures: [],
    ...more,
  });
}

describe('assessRisk', () => {
  it('is low only with reasons', () => {
    expect(rate()).toEqual({
      level: 'low',
      reasons: [
        '2 commits',
        'image digest only',
        'introduces no high or critical finding',
      ],
    });
  });

  it.each<[string, Partial<RiskFacts>, string]>([
    [
      'high',
      { introduced: [{ severity: 'high', title: 'SSRF' }] },
      'introduces a high finding: SSRF',
    ],
    [
      'medium',
      { unverifiedTarget: '1.2.0' },
      '1.2.0 ran here before, but was never verified here',
    ],
    ['high', { overriddenFreeze: 'Weekend' }, "overrides the freeze 'Weekend'"],
    [
      'medium',
      {
        gates: [
          {
            id: 'l',
            title: 'Load test',
            state: 'waived',
            evidence: 'until Friday',
          },
        ],
      },
      "gate 'Load test' is waived: until Friday",
    ],
    [
      'medium',
      { manifestsChanged: true },
      'manifests changed beyond the image since the last promotion',
    ],
    [
      'medium',
      { firstDeployment: true },
      'first deployment to this environment',
    ],
    [
      'medium',
      { recentFailures: ['1.0.1', '1.0.0'] },
      '1.0.1 failed here lately',
    ],
    ['medium', { commits: 21 }, '21 commits at once'],
    ['medium', { commitsComplete: false }, 'not all of its commits are known'],
  ])('is %s for %j', (level, facts, reason) => {
    expect(rate(facts)).toEqual({ level, reasons: [reason] });
  });

  it('names the graver reasons first', () => {
    expect(
      rate({ overriddenFreeze: 'Weekend', firstDeployment: true }),
    ).toEqual({
      level: 'high',
      reasons: [
        "overrides the freeze 'Weekend'",
        'first deployment to this environment',
      ],
    });
  });

  it('does not call unknown findings none', () => {
    expect(rate({ findingsKnown: false }).reasons).toContain(
      'findings are not known',
    );
  });
});
