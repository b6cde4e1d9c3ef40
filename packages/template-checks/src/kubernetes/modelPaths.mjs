// Where the typed model of a kind is found: kubernetes-models for Kubernetes' own kinds, one package for each operator.
const OPERATORS = {
  'argoproj.io/v1alpha1': kind =>
    ['Application', 'ApplicationSet', 'AppProject'].includes(kind)
      ? '@kubernetes-models/argo-cd'
      : '@kubernetes-models/argo-rollouts',
  'bitnami.com/v1alpha1': () => '@kubernetes-models/sealed-secrets',
  'external-secrets.io/v1': () => '@kubernetes-models/external-secrets',
  'gateway.networking.k8s.io/v1': () => '@kubernetes-models/gateway-api',
  'kustomize.toolkit.fluxcd.io/v1': () => '@kubernetes-models/flux-cd',
  'kyverno.io/v1': () => '@kubernetes-models/kyverno',
  'policies.kyverno.io/v1': () => '@kubernetes-models/kyverno',
  'monitoring.coreos.com/v1': () => '@kubernetes-models/prometheus-operator',
  'source.toolkit.fluxcd.io/v1': () => '@kubernetes-models/flux-cd',
};

/** The module that exports the model, by the name of the kind, and the type of its plain data, by that name after an I. */
export function modelPath({ apiVersion, kind }) {
  const base = OPERATORS[apiVersion]?.(kind) ?? 'kubernetes-models';
  return `${base}/${apiVersion}/${kind}`;
}
