import { readImageDigest, setImageDigest } from './setImageDigest';

const place = {
  repository: 'https://forge.example/acme/checkout-api-manifests',
  path: 'manifests/environments/production/kustomization.yaml',
};
const image = 'ghcr.io/acme/checkout-api';
const oldDigest = `sha256:${'a'.repeat(64)}`;
const digest = `sha256:${'b'.repeat(64)}`;
const change = { image, digest, version: '1.14.3' };

const written = `# Production of checkout-api. Ask payments before you touch it.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: checkout-api-production
resources:
  - ../../base
labels:
  - pairs: { fairway.dev/service: checkout-api, fairway.dev/environment: production, backstage.io/kubernetes-id: checkout-api }
    includeTemplates: true
    includeSelectors: false

images:
  - name: ghcr.io/acme/sidecar
    newTag: "3" # stays
  - name: ghcr.io/acme/checkout-api # ours
    digest: ${oldDigest} # 1.14.2
`;

describe('setImageDigest', () => {
  it('changes one line and keeps comments, blank lines, quotes and long lines', () => {
    const result = setImageDigest(written, change, place);
    expect(result).toBe(
      written.replace(`${oldDigest} # 1.14.2`, `${digest} # 1.14.3`),
    );
    expect(readImageDigest(result, image, place)).toBe(digest);
  });

  it('changes nothing when the digest is named already', () => {
    const once = setImageDigest(written, change, place);
    expect(setImageDigest(once, { ...change, version: 'other' }, place)).toBe(
      once,
    );
  });

  it('keeps lists that are not indented', () => {
    const flat = `resources:\n- ../../base\nimages:\n- name: ${image}\n  digest: ${oldDigest} # 1\n`;
    expect(setImageDigest(flat, change, place)).toBe(
      flat.replace(`${oldDigest} # 1`, `${digest} # 1.14.3`),
    );
  });

  it('gives the first deployment its base and its digest', () => {
    const never = `kind: Kustomization\nresources: []\nimages:\n  - name: ${image}\n`;
    expect(readImageDigest(never, image, place)).toBeUndefined();
    expect(setImageDigest(never, change, place)).toBe(
      `kind: Kustomization\nresources:\n  - ../../base\nimages:\n  - name: ${image}\n    digest: ${digest} # 1.14.3\n`,
    );
  });

  it('replaces a tag, because a tag can move', () => {
    const tagged = `resources:\n  - ../../base\nimages:\n  - name: ${image}\n    newTag: latest\n`;
    expect(setImageDigest(tagged, change, place)).toBe(
      `resources:\n  - ../../base\nimages:\n  - name: ${image}\n    digest: ${digest} # 1.14.3\n`,
    );
  });

  it.each([
    ['kind: [', /is not valid YAML.*mend the file/],
    ['just text', /is not a kustomization/],
    ['kind: Kustomization\n', /has no list `images`; add `images:/],
    [
      'images:\n  - name: ghcr.io/acme/other\n',
      /no entry for image 'ghcr.io\/acme\/checkout-api' in `images`; it has: ghcr.io\/acme\/other\. Add/,
    ],
    [
      `resources: base\nimages:\n  - name: ${image}\n`,
      /`resources` in .* is not a list/,
    ],
    [`x: ${'y'.repeat(300_000)}`, /more than the 262144/],
  ])(
    'refuses %.40j and names repository, path and the way out',
    (text, why) => {
      expect(() => setImageDigest(text, change, place)).toThrow(why);
      expect(() => setImageDigest(text, change, place)).toThrow(
        'manifests/environments/production/kustomization.yaml in https://forge.example/acme/checkout-api-manifests',
      );
    },
  );
});
