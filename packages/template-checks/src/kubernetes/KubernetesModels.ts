import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import { LineProcess } from '../processes/LineProcess';
import { KubernetesObject } from './KubernetesObject';

const answerSchema = z.object({
  specifier: z.string(),
  problem: z.string().optional(),
});

/** Typed models of Kubernetes' own kinds and of those of the operators that generated manifests use. */
export class KubernetesModels {
  readonly #process: LineProcess;

  static create(): KubernetesModels {
    return new KubernetesModels();
  }

  private constructor() {
    this.#process = LineProcess.create(
      resolvePackagePath(
        '@fairway/template-checks',
        'src/kubernetes/modelProcess.mjs',
      ),
    );
  }

  /** Says what is wrong with the object, if something is, and which module has the type of its kind. */
  async validate(
    object: KubernetesObject,
  ): Promise<{ specifier: string; problem?: string }> {
    return answerSchema.parse(await this.#process.ask(object));
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }
}
