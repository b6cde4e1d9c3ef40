import { listAt, objectsAt, textAt } from '../cluster/json/Json';
import { APPLICATION, JOB } from '../cluster/knownTypes';
import { knownType } from '../cluster/ResourceTable';
import {
  digest,
  GitOpsFixture,
  healthOf,
  IMAGE,
  phaseOf,
  revisionOf,
} from './__testUtils__/GitOpsFixture';

jest.setTimeout(60_000);

const CONFIG_MAP = knownType('v1', 'ConfigMap');
const FOLDER = 'manifests/environments/staging';

function files(documents: string[]): Record<string, string> {
  return {
    [`${FOLDER}/kustomization.yaml`]: 'resources: [all.yaml]\n',
    [`${FOLDER}/all.yaml`]: documents.join('---\n'),
  };
}

function configMap(name: string, annotations = '{}'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, annotations: ${annotations} }
data: { A: '1' }
`;
}

function job(name: string, annotations: string, image = 'tool:1'): string {
  return `apiVersion: batch/v1
kind: Job
metadata: { name: ${name}, annotations: ${annotations} }
spec:
  backoffLimit: 0
  template: { metadata: { labels: { fairway.dev/environment: staging } }, spec: { restartPolicy: Never, containers: [{ name: a, image: '${image}' }] } }
`;
}

const wave = (number: number) =>
  `{ argocd.argoproj.io/sync-wave: '${number}' }`;
const hook = (type: string) => `{ argocd.argoproj.io/hook: ${type} }`;

describe('a sync', () => {
  let fixture: GitOpsFixture;

  beforeEach(() => {
    fixture = new GitOpsFixture();
  });

  afterEach(async () => {
    await fixture.stop();
    expect(fixture.reports).toEqual([]);
  });

  /** Notes the names of what is created in the namespace, in order. */
  function creations(): string[] {
    const names: string[] = [];
    fixture.cluster.api.objects.subscribe(({ type, resource, object }) => {
      if (
        type === 'ADDED' &&
        object.metadata.namespace === 'shop-staging' &&
        [CONFIG_MAP, JOB].includes(resource)
      ) {
        names.push(object.metadata.name);
      }
      if (
        resource === JOB &&
        objectsAt(object, 'status', 'conditions').length > 0 &&
        !names.includes(`${object.metadata.name} ended`)
      ) {
        names.push(`${object.metadata.name} ended`);
      }
    });
    return names;
  }

  const message = () =>
    textAt(fixture.application, 'status', 'operationState', 'message');

  /** Notes what the sync says while it runs; reading it now and then would miss what passes quickly. */
  function messagesWhileRunning(): string[] {
    const messages: string[] = [];
    fixture.cluster.api.objects.subscribe(({ resource, object }) => {
      const said = textAt(object, 'status', 'operationState', 'message');
      if (
        resource === APPLICATION &&
        phaseOf(object) === 'Running' &&
        said !== undefined &&
        said !== messages.at(-1)
      ) {
        messages.push(said);
      }
    });
    return messages;
  }

  it('goes wave by wave, the next when all of the one before is healthy', async () => {
    const names = creations();
    fixture.commit(
      files([
        configMap('last', wave(5)),
        job('migration', wave(-1)),
        configMap('middle'),
      ]),
    );
    fixture.createApplication();

    await fixture.untilApplication(
      application => phaseOf(application) === 'Succeeded',
    );

    expect(names).toEqual(['migration', 'migration ended', 'middle', 'last']);
  });

  it('runs PreSync hooks before all else, never applies skipped ones, and PostSync ones at the end', async () => {
    const names = creations();
    fixture.commit(
      files([
        configMap('content'),
        configMap('skipped', hook('Skip')),
        job('after', hook('PostSync')),
        job('before', hook('PreSync')),
      ]),
    );
    fixture.createApplication();

    const application = await fixture.untilApplication(
      each => phaseOf(each) === 'Succeeded',
    );

    expect(names).toEqual([
      'before',
      'before ended',
      'content',
      'after',
      'after ended',
    ]);
    expect(
      objectsAt(application, 'status', 'resources').map(({ name }) => name),
    ).toEqual(['content']);
  });

  it('applies nothing when a PreSync hook fails', async () => {
    fixture.push('b', 'crash-loop');
    fixture.commit(
      files([
        configMap('content'),
        job('before', hook('PreSync'), `${IMAGE}@${digest('b')}`),
      ]),
    );
    fixture.createApplication();

    const failed = await fixture.untilApplication(
      each => phaseOf(each) === 'Failed',
    );

    expect(
      objectsAt(failed, 'status', 'operationState', 'syncResult', 'resources'),
    ).toMatchObject([
      { kind: 'Job', name: 'before', hookType: 'PreSync', hookPhase: 'Failed' },
    ]);
    expect(
      fixture.cluster.api.find(CONFIG_MAP, 'shop-staging', 'content'),
    ).toBeUndefined();
  });

  it('says which object was refused, leaves it until Git changes, and goes on then', async () => {
    const broken = `apiVersion: v1
kind: ConfigMap
metadata: { name: Not_A_Name }
`;
    const bad = fixture.commit(files([broken]));
    fixture.createApplication();

    const failed = await fixture.untilApplication(
      each => phaseOf(each) === 'Failed',
    );
    expect(message()).toContain(
      'one or more objects failed to apply, reason: ConfigMap "Not_A_Name" is invalid: metadata.name',
    );
    expect(revisionOf(failed)).toBe(bad);
    expect(listAt(failed, 'status', 'history')).toEqual([]);

    const good = fixture.commit(files([configMap('content')]));

    const application = await fixture.untilApplication(
      each => phaseOf(each) === 'Succeeded',
    );
    expect(objectsAt(application, 'status', 'history')).toMatchObject([
      { id: 0, revision: good },
    ]);
  });

  it('is tried again as often as its policy says', async () => {
    fixture.commit(
      files([
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Not_A_Name }\n',
      ]),
    );
    const messages = messagesWhileRunning();
    fixture.createApplication({ retry: { limit: 2 } });

    const failed = await fixture.untilApplication(
      each => phaseOf(each) === 'Failed',
    );
    expect(messages).toEqual([
      expect.stringMatching(/Not_A_Name.*\. Retrying attempt #1\.$/),
      expect.stringMatching(/Not_A_Name.*\. Retrying attempt #2\.$/),
    ]);
    expect(failed).toMatchObject({
      status: { operationState: { retryCount: 2 } },
    });
  });

  it('waits to be asked where it is not automated', async () => {
    const head = fixture.commit(files([configMap('content')]));
    fixture.createApplication({ automated: false });
    const waiting = await fixture.untilApplication(
      each => revisionOf(each) === head,
    );
    expect(waiting).toMatchObject({
      status: { sync: { status: 'OutOfSync' }, health: { status: 'Missing' } },
    });
    expect(phaseOf(waiting)).toBeUndefined();

    fixture.cluster.api.update(APPLICATION, {
      ...fixture.application,
      operation: { sync: { revision: head } },
    });

    const synced = await fixture.untilApplication(
      each => phaseOf(each) === 'Succeeded',
    );
    expect(synced).not.toHaveProperty('operation');
    expect(healthOf(synced)).toBe('Healthy');
  });

  it('keeps the last ten deployments', async () => {
    fixture.commit(files([configMap('content')]));
    fixture.createApplication();
    for (let count = 0; count < 12; count += 1) {
      const head = fixture.commit(files([configMap(`content-${count}`)]));
      fixture.cluster.api.modify(APPLICATION, fixture.application, current => ({
        ...current,
        metadata: {
          ...current.metadata,
          annotations: { 'argocd.argoproj.io/refresh': 'normal' },
        },
      }));
      await fixture.untilApplication(
        each => revisionOf(each) === head && phaseOf(each) === 'Succeeded',
      );
    }

    const ids = objectsAt(fixture.application, 'status', 'history').map(
      ({ id }) => Number(id),
    );
    expect(ids).toHaveLength(10);
    expect(ids).toEqual(ids.map((_, index) => ids[0] + index));
    expect(ids[0]).toBeGreaterThanOrEqual(2);
  });
});
