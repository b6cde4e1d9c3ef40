import fc from 'fast-check';
import { isObject, Json, JsonObject } from '../json/Json';
import { jsonPatch } from './jsonPatch';
import { mergePatch } from './mergePatch';
import { strategicMergePatch } from './strategicMergePatch';
import { threeWayMerge } from './threeWayMerge';

const pod: JsonObject = {
  spec: {
    containers: [
      {
        name: 'app',
        image: 'a:1',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        args: ['x', 'y'],
      },
      { name: 'log', image: 'l:1' },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  },
};

const containers = (...items: Json[]): JsonObject => ({
  spec: { containers: items },
});

describe('strategicMergePatch', () => {
  it('finds containers and variables by name, and replaces plain lists', () => {
    expect(
      strategicMergePatch(
        pod,
        containers({
          name: 'app',
          env: [{ name: 'B', value: '3' }],
          args: ['z'],
        }),
      ),
    ).toEqual({
      spec: {
        containers: [
          {
            name: 'app',
            image: 'a:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '3' },
            ],
            args: ['z'],
          },
          { name: 'log', image: 'l:1' },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    });
  });

  it('obeys its directives', () => {
    expect(
      strategicMergePatch(pod, {
        spec: {
          containers: [
            { name: 'log', $patch: 'delete' },
            { name: 'new', image: 'n' },
          ],
          volumes: [{ $patch: 'replace' }, { name: 'data' }],
        },
      }),
    ).toMatchObject({
      spec: {
        containers: [{ name: 'app' }, { name: 'new', image: 'n' }],
        volumes: [{ name: 'data' }],
      },
    });
  });

  it('replaces the lists of a custom type, as it has no merge keys', () => {
    expect(
      strategicMergePatch(
        pod,
        containers({ name: 'app', args: [] }),
        'replace',
      ),
    ).toMatchObject({ spec: { containers: [{ name: 'app', args: [] }] } });
  });
});

describe('threeWayMerge', () => {
  const applied = containers(
    { name: 'app', image: 'a:1' },
    { name: 'log', image: 'l:1' },
  );

  it('removes what the last apply set and this one does not, and keeps what others added', () => {
    const live = {
      spec: {
        containers: [
          { name: 'app', image: 'a:1', env: [{ name: 'INJECTED' }] },
          { name: 'log', image: 'l:1' },
          { name: 'sidecar', image: 's' },
        ],
        nodeName: 'n1',
      },
    };

    expect(
      threeWayMerge(
        live,
        containers({ name: 'app', image: 'a:2' }),
        applied,
        'by-key',
      ),
    ).toEqual({
      spec: {
        containers: [
          { name: 'app', image: 'a:2', env: [{ name: 'INJECTED' }] },
          { name: 'sidecar', image: 's' },
        ],
        nodeName: 'n1',
      },
    });
  });
});

const json = fc.letrec<{ value: Json; object: JsonObject }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.boolean(),
    fc.string({ maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value')),
}));

describe('patches of any kind', () => {
  it('give the same when applied twice', () => {
    fc.assert(
      fc.property(json.object, json.object, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        const strategic = strategicMergePatch(target, patch);
        expect(strategicMergePatch(strategic, patch)).toEqual(strategic);
        const desired = isObject(once) ? once : {};
        const merged = threeWayMerge(target, desired, target, 'by-key');
        expect(threeWayMerge(merged, desired, desired, 'by-key')).toEqual(
          merged,
        );
        expect(merged).toEqual(desired);
      }),
    );
  });

  it('leave their target as it was', () => {
    fc.assert(
      fc.property(json.object, json.object, (target, patch) => {
        const before = structuredClone(target);
        mergePatch(target, patch);
        strategicMergePatch(target, patch);
        threeWayMerge(target, patch, {}, 'by-key');
        expect(target).toEqual(before);
      }),
    );
  });
});

describe('jsonPatch', () => {
  it('adds, moves, copies, tests and removes', () => {
    expect(
      jsonPatch({ list: [1, 2], 'a/b': 1 }, [
        { op: 'test', path: '/a~1b', value: 1 },
        { op: 'add', path: '/list/1', value: 9 },
        { op: 'add', path: '/list/-', value: 3 },
        { op: 'copy', from: '/list/0', path: '/first' },
        { op: 'move', from: '/a~1b', path: '/moved' },
        { op: 'remove', path: '/list/0' },
      ]),
    ).toEqual({ list: [9, 2, 3], first: 1, moved: 1 });
  });

  it.each([
    [[{ op: 'replace', path: '/none', value: 1 }], '/none does not exist'],
    [[{ op: 'test', path: '/list', value: [] }], 'value failed'],
    [[{ op: 'add', path: '/list/7', value: 1 }], 'not a position'],
    [[{ op: 'grow', path: '/list' }], "unknown operation 'grow'"],
    [{ op: 'add' }, 'a JSON patch is a list'],
  ])('refuses %j', (operations, message) => {
    expect(() => jsonPatch({ list: [1] }, operations)).toThrow(message);
  });
});
