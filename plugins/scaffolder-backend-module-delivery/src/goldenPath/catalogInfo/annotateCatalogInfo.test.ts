import { parse } from 'yaml';
import { annotateCatalogInfo } from './annotateCatalogInfo';

const annotate = (text: string) =>
  annotateCatalogInfo(text, {
    path: 'catalog-info.yaml',
    component: 'shop',
    annotations: {
      'fairway.dev/pipeline': 'standard',
      'fairway.dev/golden-path-version': '2',
    },
  });

describe('annotateCatalogInfo', () => {
  it('adds what is missing and moves nothing', () => {
    const text = `# The shop.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
    name: shop   # short
    annotations:
        # Somebody else's.
        acme.example/cost-center:   "0042"
        fairway.dev/pipeline: careful # on purpose
    tags: [ a,  b ]
spec:
    type: service
---
kind: API
metadata: {name: shop}
`;

    const { text: annotated, added } = annotate(text);

    expect(added).toEqual(['fairway.dev/golden-path-version']);
    expect(annotated).toBe(
      text.replace(
        'careful # on purpose\n',
        'careful # on purpose\n        fairway.dev/golden-path-version: "2"\n',
      ),
    );
  });

  it.each([
    ['no annotations', 'kind: Component\nmetadata:\n  name: shop\n'],
    [
      'none but the key',
      'kind: Component\nmetadata:\n  annotations:\n  name: shop\n',
    ],
    [
      'null for them',
      'kind: Component\nmetadata:\n  annotations: null # none\n  name: shop\n',
    ],
    [
      'a tilde for them',
      'kind: Component\nmetadata:\n  name: shop\n  annotations:   ~\nspec: {}\n',
    ],
    [
      'a comment behind the key',
      'kind: Component\nmetadata:\n  annotations: # none\n  name: shop\n',
    ],
    [
      'an empty map',
      'kind: Component\nmetadata:\n  annotations: {}\n  name: shop\nspec: {}\n',
    ],
    [
      'a text at the end',
      'kind: Component\nmetadata:\n  name: shop\n  description: |\n    Sells\n    things\nspec: {}\n',
    ],
    [
      'a list at the end',
      'kind: Component\nmetadata:\n  name: shop\n  tags:\n  - a\n  - b\nspec: {}\n',
    ],
    ['no end of line', 'kind: Component\nmetadata:\n  name: shop'],
  ])('takes a component with %s', (_, text) => {
    const annotated = parse(annotate(text).text);

    expect(annotated.metadata.annotations).toEqual({
      'fairway.dev/pipeline': 'standard',
      'fairway.dev/golden-path-version': '2',
    });
    const before = parse(text);
    expect({
      ...annotated,
      metadata: { ...annotated.metadata, annotations: undefined },
    }).toEqual({
      ...before,
      metadata: { ...before.metadata, annotations: undefined },
    });
  });

  it('changes what is to be replaced, and only that', () => {
    const text =
      "kind: Component\nmetadata:\n  name: shop\n  annotations:\n    fairway.dev/pipeline: careful\n    fairway.dev/golden-path-version: '1' # ours\n";

    const { text: annotated, added } = annotateCatalogInfo(text, {
      path: 'catalog-info.yaml',
      component: 'shop',
      annotations: { 'fairway.dev/golden-path-version': '2' },
      replaced: ['fairway.dev/golden-path-version'],
    });

    expect(annotated).toBe(text.replace("'1'", '"2"'));
    expect(added).toEqual(['fairway.dev/golden-path-version']);
  });

  it.each([
    [
      'an alias',
      'kind: Component\nmetadata:\n  labels: &shared {a: b}\n  annotations: *shared\n  name: shop\n',
      'has an alias where an annotation would go',
    ],
    [
      'a text',
      'kind: Component\nmetadata:\n  annotations: none\n  name: shop\n',
      'The annotations are no map',
    ],
  ])('refuses %s for annotations', (_, text, message) => {
    expect(() => annotate(text)).toThrow(message);
  });

  it('says which component it looked for', () => {
    expect(() =>
      annotate('kind: Component\nmetadata:\n  name: other\n'),
    ).toThrow("catalog-info.yaml has no Component 'shop'");
  });
});
