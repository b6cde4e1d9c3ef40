import { imageDigestOf, setImageDigest } from './setImageDigest';

const IMAGE = 'ghcr.io/acme/checkout-api';
const digest = `sha256:${'a'.repeat(64)}`;

describe('setImageDigest', () => {
  it('replaces digest and version and leaves every other line as it is', () => {
    const text = `# Production
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: checkout-api-production
resources:
  - ../../base # everything
labels:
  - pairs: { fairway.dev/service: checkout-api, fairway.dev/environment: production }
    includeTemplates: true
images:
  - name: redis
    newTag: "8"
  - name: ${IMAGE}
    digest: sha256:${'0'.repeat(64)} # 1.0.0
`;
    expect(
      setImageDigest(text, { image: IMAGE, digest, version: '1.1.0' }),
    ).toBe(
      text.replace(`${'0'.repeat(64)} # 1.0.0`, `${'a'.repeat(64)} # 1.1.0`),
    );
  });

  it('brings in the base with the first deployment', () => {
    const text = `kind: Kustomization
resources: []
images:
  - name: ${IMAGE}
`;
    const after = setImageDigest(text, {
      image: IMAGE,
      digest,
      version: '0.1.0',
    });
    expect(after).toBe(`kind: Kustomization
resources:
  - ../../base
images:
  - name: ${IMAGE}
    digest: ${digest} # 0.1.0
`);
    expect(imageDigestOf(after, IMAGE)).toBe(digest);
    expect(imageDigestOf(text, IMAGE)).toBeUndefined();
  });

  it('adds an image that the overlay does not name yet', () => {
    expect(
      setImageDigest('resources: [a.yaml]\nimages: []\n', {
        image: IMAGE,
        digest,
        version: '2.0.0',
      }),
    ).toBe(`resources: [ ../../base, a.yaml ]
images:
  - name: ${IMAGE}
    digest: ${digest} # 2.0.0
`);
  });

  it('refuses what is no kustomization', () => {
    expect(() =>
      setImageDigest('- a\n', { image: IMAGE, digest, version: '1.0.0' }),
    ).toThrow(/not a YAML mapping/);
  });
});
