import { Json, numberAt, textAt } from '../json/Json';
import { PropagationPolicy } from '../KubernetesApi';
import { StatusError } from '../StatusError';

/** Reads `DeleteOptions` from the body or the query; the body wins. */
export function deleteOptions(
  body: Json | undefined,
  query: URLSearchParams,
): {
  propagationPolicy: PropagationPolicy;
  gracePeriodSeconds: number | undefined;
  uid: string | undefined;
} {
  const seconds =
    numberAt(body, 'gracePeriodSeconds') ??
    (query.has('gracePeriodSeconds')
      ? Number(query.get('gracePeriodSeconds'))
      : undefined);
  return {
    propagationPolicy: policyOf(
      textAt(body, 'propagationPolicy') ??
        query.get('propagationPolicy') ??
        'Background',
    ),
    gracePeriodSeconds: seconds,
    uid: textAt(body, 'preconditions', 'uid'),
  };
}

function policyOf(text: string): PropagationPolicy {
  switch (text) {
    case 'Background':
    case 'Foreground':
    case 'Orphan':
      return text;
    default:
      throw StatusError.badRequest(
        `propagationPolicy: Unsupported value: "${text}": supported values: "Background", "Foreground", "Orphan"`,
      );
  }
}
