import { ApiError } from '../http/ApiError';
import { DispatchInputs } from './findWorkflow';

/** The inputs that a run by hand gets: those given, then the defaults; refused as GitHub refuses them. */
export function resolveInputs(
  declared: DispatchInputs,
  given: Record<string, string>,
): Record<string, string> {
  const unknown = Object.keys(given).filter(name => !(name in declared));
  if (unknown.length > 0) {
    throw new ApiError(
      422,
      `Unexpected inputs provided: ${JSON.stringify(unknown)}`,
    );
  }
  const resolved: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] ?? input?.default;
    if (value === undefined || value === null) {
      if (input?.required) {
        throw new ApiError(422, `Required input '${name}' not provided`);
      }
      resolved[name] = input?.type === 'boolean' ? 'false' : '';
      continue;
    }
    resolved[name] = String(value);
    if (
      input?.type === 'choice' &&
      !(input.options ?? []).includes(resolved[name])
    ) {
      throw new ApiError(
        422,
        `Provided value '${resolved[name]}' for input '${name}' not in the list of allowed values`,
      );
    }
  }
  return resolved;
}
