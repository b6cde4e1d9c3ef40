import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from './app.ts';
import { readSettings, SettingsError } from './settings.ts';

/** Kubernetes kills the process after its grace period; ours is shorter, so that the log says what hung. */
const SHUTDOWN_MILLISECONDS = 20_000;
/** The last traces are not worth more of that. */
const FLUSH_MILLISECONDS = 3_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  // Loaded only when it is wanted: it is most of the code of the service.
  const tracing = settings.tracingEnabled
    ? (await import('./observability/tracing-sdk.ts')).startTracing(settings)
    : undefined;
  const app = await createApp(settings);

  async function stop(signal: NodeJS.Signals): Promise<void> {
    app.log.info({ signal }, 'Stopping');
    setTimeout(() => {
      app.log.error('Could not stop in time');
      process.exit(1);
    }, SHUTDOWN_MILLISECONDS).unref();
    await app.close();
    await sendLastTraces().catch((error: unknown) => app.log.warn({ err: error }, 'The last traces are lost'));
    app.log.info('Stopped');
    process.exit(0);
  }

  async function sendLastTraces(): Promise<void> {
    const tooLate = wait(FLUSH_MILLISECONDS).then(() => Promise.reject(new Error('The collector does not answer')));
    await Promise.race([tracing?.shutdown(), tooLate]);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop(signal).catch((error: unknown) => {
        app.log.error({ err: error }, 'Could not stop');
        process.exit(1);
      });
    });
  }

  await app.listen({ host: '0.0.0.0', port: settings.port });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
}
