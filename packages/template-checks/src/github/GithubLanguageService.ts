import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import { LineProcess } from '../processes/LineProcess';
import { Inputs } from './workflows';

const answerSchema = z.array(
  z.object({ line: z.number(), message: z.string(), source: z.string() }),
);

/** GitHub's own language service for workflows and actions. */
export class GithubLanguageService {
  readonly #process: LineProcess;

  static create(): GithubLanguageService {
    return new GithubLanguageService();
  }

  private constructor() {
    this.#process = LineProcess.create(
      resolvePackagePath(
        '@fairway/template-checks',
        'src/github/languageServiceProcess.mjs',
      ),
    );
  }

  /**
   * Validates one file of `.github`. `files` hold it and the workflows that it calls; `inputs` are those of the actions
   * that are known.
   */
  async validate(request: {
    path: string;
    files: Record<string, string>;
    inputs: Record<string, Inputs>;
  }): Promise<z.infer<typeof answerSchema>> {
    return answerSchema.parse(await this.#process.ask(request));
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }
}
