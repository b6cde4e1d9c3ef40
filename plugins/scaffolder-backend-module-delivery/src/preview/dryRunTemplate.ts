import { InputError, ResponseError } from '@backstage/errors';
import { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { z } from 'zod';

/** What the scaffolder answers if values do not fit the form. */
const misfitSchema = z.object({
  errors: z.array(z.object({ stack: z.string() })).min(1),
});

/** Renders a template without creating anything. If the scaffolder refuses, its own reason is the error's message. */
export async function dryRunTemplate(
  scaffolder: ScaffolderService,
  ...[request, options]: Parameters<ScaffolderService['dryRun']>
): ReturnType<ScaffolderService['dryRun']> {
  try {
    return await scaffolder.dryRun(request, options);
  } catch (error) {
    if (!(error instanceof ResponseError)) {
      throw error;
    }
    const { message } = error.body.error;
    if (error.statusCode === 400) {
      throw new InputError(misfitsIn(message) ?? message);
    }
    // Its name makes the status of our own answer.
    throw error.cause;
  }
}

/** The reasons in an answer that is not in the form of an error, and therefore stands in the message as it is. */
function misfitsIn(message: string): string | undefined {
  try {
    const answer = JSON.parse(message.slice(message.indexOf('{')));
    return misfitSchema
      .parse(answer)
      .errors.map(({ stack }) => stack.replace(/^instance\./, ''))
      .join('; ');
  } catch {
    return undefined;
  }
}
