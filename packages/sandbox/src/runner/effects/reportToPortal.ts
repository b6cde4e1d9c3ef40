import { parseErrorResponseBody, stringifyError } from '@backstage/errors';
import { isLoopback } from '../../isLoopback';
import { StepContext, StepEffect, succeeded } from './StepEffect';

const REPORT = '"${DELIVERY_API}/v1/reports"';
const DEADLINE_MILLISECONDS = 10_000;
const LONGEST_REASON = 200;

/** `curl "${DELIVERY_API}/v1/reports"`: tells the portal that this run has results to read. Its answer never fails the job. */
export const reportToPortal: StepEffect = {
  name: 'report-to-portal',
  isCheck: false,
  matches: step => step.run.includes(REPORT),
  seconds: () => 2,
  async apply(context) {
    // The seed makes history before there is a portal.
    if (!context.run.silent) {
      const problem = await report(context);
      context.log(
        problem
          ? `##[warning]${problem}`
          : 'The portal reads the results of this run',
      );
    }
    return succeeded();
  },
};

/** Returns why the portal did not take it. */
async function report({
  step,
  run,
  forge,
}: StepContext): Promise<string | undefined> {
  const { DELIVERY_API: api = '' } = step.env;
  const url = `${api}/v1/reports`;
  if (!isLoopback(url)) {
    return `The portal '${api}' is not reachable from the sandbox, which calls this machine only`;
  }
  try {
    const token = await forge.createIdentityToken({
      runId: run.runId,
      ref: run.trigger.ref,
      audience: api,
    });
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(DEADLINE_MILLISECONDS),
    });
    if (response.ok) {
      return undefined;
    }
    const { error } = await parseErrorResponseBody(response);
    return `The portal refused the report with ${response.status}: ${short(
      error.message,
    )}`;
  } catch (error) {
    return `The portal at ${api} did not answer: ${stringifyError(error)}`;
  }
}

function short(reason: string): string {
  return reason.replace(/\s+/g, ' ').slice(0, LONGEST_REASON);
}
