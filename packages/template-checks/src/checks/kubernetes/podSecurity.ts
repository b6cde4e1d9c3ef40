import { describeObject } from '../../kubernetes/KubernetesObject';
import { Container, podTemplateOf } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

/** Pods keep the restricted pod security standard, cannot write their file system and hold no token of the API. */
export const podSecurity = overlayCheck('pods are restricted', ({ objects }) =>
  objects.flatMap(object => {
    const pod = podTemplateOf(object)?.spec;
    if (!pod) {
      return [];
    }
    const { securityContext: context } = pod;
    const problems = [
      context.runAsNonRoot === true || 'runAsNonRoot is not true',
      (context.runAsUser ?? 0) > 0 || 'runAsUser is not a user without rights',
      context.seccompProfile?.type === 'RuntimeDefault' ||
        'seccompProfile is not RuntimeDefault',
      pod.automountServiceAccountToken === false ||
        'automountServiceAccountToken is not false',
      (pod.serviceAccountName ?? 'default') !== 'default' ||
        'it runs as the default service account',
      !pod.hostNetwork || 'it uses the network of the host',
      !pod.volumes.some(volume => 'hostPath' in volume) ||
        'it mounts a folder of the host',
      ...[...pod.initContainers, ...pod.containers].flatMap(findInContainer),
    ];
    return problems
      .filter(problem => typeof problem === 'string')
      .map(problem => `${describeObject(object)}: ${problem}`);
  }),
);

function findInContainer(container: Container): (string | true)[] {
  const { name, securityContext: context } = container;
  return [
    context.allowPrivilegeEscalation === false ||
      `container ${name} may gain privileges`,
    !context.privileged || `container ${name} is privileged`,
    context.readOnlyRootFilesystem === true ||
      `container ${name} can write its root file system`,
    context.capabilities?.drop.includes('ALL') === true ||
      `container ${name} does not drop all capabilities`,
    (context.capabilities?.add ?? []).length === 0 ||
      `container ${name} adds capabilities`,
    (context.runAsUser ?? 1) > 0 || `container ${name} runs as root`,
    context.runAsNonRoot !== false || `container ${name} may run as root`,
    'memory' in (container.resources.limits ?? {}) ||
      `container ${name} has no memory limit`,
    'cpu' in (container.resources.requests ?? {}) ||
      `container ${name} requests no CPU`,
  ];
}
