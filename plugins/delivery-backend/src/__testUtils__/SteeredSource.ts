import { Source, SourceContext } from '@fairway/backstage-plugin-delivery-node';

/** A source that a test steers: it hands out its sink and fails on demand. */
export class SteeredSource<TSink> implements Source<TSink> {
  readonly #waiting: ((context: SourceContext<TSink>) => void)[] = [];
  #context: SourceContext<TSink> | undefined;
  #fail: (error: Error) => void = () => undefined;
  runs = 0;

  constructor(
    readonly id: string,
    readonly title: string,
    readonly staleAfterSeconds: number = 60,
  ) {}

  async run(context: SourceContext<TSink>): Promise<void> {
    this.runs += 1;
    this.#context = context;
    for (const resolve of this.#waiting.splice(0)) {
      resolve(context);
    }
    await new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      context.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The sink of the run that goes on, or of the next one. */
  async sink(): Promise<TSink> {
    const context =
      this.#context ??
      (await new Promise<SourceContext<TSink>>(resolve =>
        this.#waiting.push(resolve),
      ));
    return context.sink;
  }

  fail(error: Error): void {
    this.#context = undefined;
    this.#fail(error);
  }
}
