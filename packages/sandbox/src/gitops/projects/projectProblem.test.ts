import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { Application, readApplication } from '../Application';
import { objectProblem, projectProblem } from './projectProblem';

function objectOf(yaml: string): KubernetesObject {
  const [document] = parseYamlDocuments(yaml);
  return parseKubernetesObject(document);
}

const project = objectOf(`
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop, namespace: argocd }
spec:
  sourceRepos: [https://forge.example/acme/shop-manifests.git]
  destinations:
    - { server: https://kubernetes.default.svc, namespace: shop-staging }
    - { server: https://kubernetes.default.svc, namespace: shop-preview-* }
  clusterResourceWhitelist: [{ group: '', kind: Namespace, name: shop-* }]
  namespaceResourceWhitelist:
    - { group: '', kind: Service }
    - { group: argoproj.io, kind: Rollout }
`);

function applicationOf(
  namespace: string,
  repoURL = 'https://forge.example/acme/shop-manifests.git',
): Application {
  const application = readApplication(
    objectOf(`
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${namespace}, namespace: argocd }
spec:
  project: shop
  source: { repoURL: '${repoURL}', path: a }
  destination: { server: https://kubernetes.default.svc, namespace: ${namespace} }
`),
  );
  if (!application) {
    throw new Error('The test has no Application');
  }
  return application;
}

describe('projectProblem', () => {
  it.each(['shop-staging', 'shop-preview-7'])('lets %s be', namespace => {
    expect(projectProblem(applicationOf(namespace), project)).toBeUndefined();
  });

  it('knows a repository with and without its ending', () => {
    const repoURL = 'https://forge.example/acme/shop-manifests';

    expect(
      projectProblem(applicationOf('shop-staging', repoURL), project),
    ).toBeUndefined();
  });

  it.each([
    [
      applicationOf('shop-production'),
      project,
      "namespace 'shop-production' do not match any of the allowed destinations in project 'shop'",
    ],
    [
      applicationOf('shop-staging', 'https://forge.example/mallory/shop.git'),
      project,
      "application repo https://forge.example/mallory/shop.git is not permitted in project 'shop'",
    ],
    [
      applicationOf('shop-staging'),
      undefined,
      'Application references project shop which does not exist',
    ],
  ])('refuses the rest', (application, given, message) => {
    expect(projectProblem(application, given)).toContain(message);
  });
});

describe('objectProblem', () => {
  const object = (apiVersion: string, kind: string, name = 'shop') =>
    objectOf(
      `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name} } }`,
    );

  it('lets pass what the project names', () => {
    expect(
      objectProblem(
        [
          object('v1', 'Service'),
          object('argoproj.io/v1alpha1', 'Rollout'),
          object('v1', 'Namespace', 'shop-preview-7'),
        ],
        project,
      ),
    ).toBeUndefined();
  });

  it.each([
    [object('apps/v1', 'Deployment'), 'resource apps:Deployment'],
    [object('v1', 'Namespace', 'kube-system'), 'resource :Namespace'],
    [
      object('rbac.authorization.k8s.io/v1', 'ClusterRole'),
      'resource rbac.authorization.k8s.io:ClusterRole',
    ],
  ])('refuses other kinds and other names', (given, message) => {
    expect(objectProblem([given], project)).toBe(
      `${message} is not permitted in project shop`,
    );
  });
});
