import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { generateApplications } from './generateApplications';
import { PreviewedPullRequest } from './PreviewedPullRequest';

function setWith(options: { generator?: string; name?: string }) {
  const {
    generator = 'pullRequest: { github: { owner: acme, repo: shop, labels: [preview] } }',
    name = 'shop-{{.number}}',
  } = options;
  const [document] = parseYamlDocuments(`
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: previews, namespace: argocd, uid: u }
spec:
  goTemplate: true
  generators: [{ ${generator} }]
  template:
    metadata: { name: '${name}', labels: { branch: '{{ .branch_slug }}' } }
    spec: { source: { kustomize: { images: ['shop=shop:{{.head_short_sha_7}}'] } } }
`);
  return parseKubernetesObject(document);
}

function pullRequest(number: number, labels: string[]): PreviewedPullRequest {
  return {
    number,
    title: 'Sell more',
    author: 'ada',
    headBranch: 'Feature/Sell_More!',
    headSha: `${number}`.repeat(40),
    baseBranch: 'main',
    labels,
  };
}

const generate = (set: KubernetesObject, ...pulls: PreviewedPullRequest[]) =>
  generateApplications(set, async () => pulls);

describe('generateApplications', () => {
  it('makes an Application of its own for each pull request with the label', async () => {
    const applications = await generate(
      setWith({}),
      pullRequest(7, ['bug', 'preview']),
      pullRequest(8, ['bug']),
      pullRequest(9, ['preview']),
    );

    expect(applications).toMatchObject([
      {
        kind: 'Application',
        metadata: {
          name: 'shop-7',
          namespace: 'argocd',
          labels: { branch: 'feature-sell-more' },
          ownerReferences: [{ kind: 'ApplicationSet', uid: 'u' }],
        },
        spec: { source: { kustomize: { images: ['shop=shop:7777777'] } } },
      },
      { metadata: { name: 'shop-9' } },
    ]);
  });

  it.each([
    [
      setWith({ name: 'shop-{{.nummer}}' }),
      'map has no entry for key "nummer"',
    ],
    [
      setWith({ generator: 'list: { elements: [] }' }),
      'pull requests of GitHub only, not from list',
    ],
  ])('says what it cannot do', async (set, message) => {
    await expect(generate(set, pullRequest(7, ['preview']))).rejects.toThrow(
      message,
    );
  });
});
