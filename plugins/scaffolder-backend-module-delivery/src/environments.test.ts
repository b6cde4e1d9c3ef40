import { resolveEnvironments } from './environments';

const standard = {
  name: 'standard',
  environments: ['development', 'staging', 'production'],
};

function resolve(choices: unknown[] = [], pipeline = standard) {
  return resolveEnvironments({
    service: 'shop',
    pipeline,
    domain: 'acme.example',
    choices,
  });
}

describe('environments of a service', () => {
  it('have the defaults of their stages', () => {
    expect(resolve()).toEqual([
      {
        name: 'development',
        stage: 'development',
        host: 'shop.development.acme.example',
        cpu: '500m',
        memory: '1Gi',
        replicas: 1,
        isFirst: true,
        isLast: false,
      },
      {
        name: 'staging',
        stage: 'staging',
        host: 'shop.staging.acme.example',
        cpu: '1000m',
        memory: '2Gi',
        replicas: 2,
        isFirst: false,
        isLast: false,
      },
      {
        name: 'production',
        stage: 'production',
        host: 'shop.acme.example',
        cpu: '2000m',
        memory: '4Gi',
        minReplicas: 3,
        maxReplicas: 10,
        isFirst: false,
        isLast: true,
      },
    ]);
  });

  it('follow the pipeline, whatever its environments are called', () => {
    const stages = resolve([], {
      name: 'regions',
      environments: ['lab', 'canada', 'europe', 'world'],
    }).map(({ name, stage, host }) => ({ name, stage, host }));
    expect(stages).toEqual([
      { name: 'lab', stage: 'development', host: 'shop.lab.acme.example' },
      { name: 'canada', stage: 'staging', host: 'shop.canada.acme.example' },
      { name: 'europe', stage: 'staging', host: 'shop.europe.acme.example' },
      { name: 'world', stage: 'production', host: 'shop.acme.example' },
    ]);
    expect(resolve([], { name: 'one', environments: ['live'] })).toMatchObject([
      { stage: 'production', isFirst: true, isLast: true },
    ]);
  });

  it('take what was chosen, and only that', () => {
    const [, staging, production] = resolve([
      { name: 'production', host: 'shop.com', minReplicas: 5 },
      { name: 'staging', cpu: '2', replicas: 4 },
    ]);
    expect(production).toMatchObject({
      host: 'shop.com',
      cpu: '2000m',
      minReplicas: 5,
      maxReplicas: 10,
    });
    expect(staging).toMatchObject({ cpu: '2', memory: '2Gi', replicas: 4 });
  });

  it.each<[string, unknown, string]>([
    [
      'an environment that the pipeline lacks',
      { name: 'qa' },
      "No environment 'qa' in pipeline 'standard'; it has: development, staging, production",
    ],
    [
      'a host that is none',
      { name: 'staging', host: 'http://x' },
      'environments: staging: host must be a host name, such as shop.acme.example',
    ],
    [
      'memory without a unit',
      { name: 'staging', memory: '512' },
      'environments: staging: memory must be like 512Mi or 1Gi',
    ],
    [
      'text that would leave its place in a manifest',
      { name: 'staging', cpu: "1'\n  image: x" },
      'environments: staging: cpu must be like 500m or 2',
    ],
    [
      'a field that nobody knows',
      { name: 'staging', cpus: '1' },
      'environments: staging: Unrecognized key: "cpus"',
    ],
    [
      'a fixed number where an autoscaler decides',
      { name: 'production', replicas: 4 },
      'environments: production: the last environment scales by itself; set minReplicas and maxReplicas',
    ],
    [
      'a scale where there is no autoscaler',
      { name: 'staging', maxReplicas: 4 },
      'environments: staging: only the last environment scales by itself; set replicas',
    ],
    [
      'a scale that is upside down',
      { name: 'production', minReplicas: 20 },
      'environments: production: minReplicas is 20, more than maxReplicas, which is 10',
    ],
    [
      'a host that two environments would share',
      { name: 'staging', host: 'shop.acme.example' },
      "environments: 'production' has the host 'shop.acme.example' of another environment",
    ],
    ['something that is no choice', 'staging', 'environments: number 1:'],
  ])('refuses %s', (_case, choice, message) => {
    expect(() => resolve([choice])).toThrow(message);
  });
});
