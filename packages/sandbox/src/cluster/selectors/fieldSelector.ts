import { valueAt } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';
import { StatusError } from '../StatusError';

/** Parses `metadata.name=x,status.phase!=Running`; any path of fields is accepted. */
export function parseFieldSelector(
  text: string,
): (object: KubernetesObject) => boolean {
  const requirements = text
    .split(',')
    .filter(part => part.trim() !== '')
    .map(part => {
      const match = /^([A-Za-z0-9.]+)(==|=|!=)(.*)$/.exec(part.trim());
      if (!match) {
        throw StatusError.badRequest(
          `invalid selector: '${part}'; can't understand it`,
        );
      }
      return { path: match[1].split('.'), operator: match[2], value: match[3] };
    });
  return object =>
    requirements.every(({ path, operator, value }) => {
      const found = String(valueAt(object, ...path) ?? '');
      return operator === '!=' ? found !== value : found === value;
    });
}
