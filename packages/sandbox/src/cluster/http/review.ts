import { isObject, Json, JsonObject } from '../json/Json';

/** The sandbox allows everybody everything, and says so when asked. */
export function review(path: string, body: Json | undefined): JsonObject {
  const rules = path.includes('rules');
  return {
    kind: rules ? 'SelfSubjectRulesReview' : 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: isObject(body) ? body.spec : {},
    status: rules
      ? {
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
          incomplete: false,
        }
      : { allowed: true, reason: 'the sandbox has no access rules' },
  };
}
