/**
 * Time in the sandbox is real time; only waiting is shortened: at speed 10 a job of a minute takes six seconds.
 */
export class SandboxClock {
  readonly speed: number;

  constructor(options: { speed: number }) {
    this.speed = options.speed;
  }

  now(): Date {
    return new Date();
  }

  /** Real milliseconds that a simulated duration takes. */
  toRealMilliseconds(simulatedSeconds: number): number {
    return (simulatedSeconds * 1000) / this.speed;
  }

  /** Waits a simulated duration; returns early, without an error, when the signal aborts. */
  async wait(simulatedSeconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(
        finish,
        this.toRealMilliseconds(simulatedSeconds),
      );
      function finish() {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      }
      signal.addEventListener('abort', finish);
    });
  }
}
