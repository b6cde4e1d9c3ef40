import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { aboutRoutes } from './about.ts';
import { healthRoutes } from './health.ts';
import { answerWithProblems } from './http/problems.ts';
import { limitRates } from './http/rate-limit.ts';
import { finishBeforeClosing } from './http/shutdown.ts';
import { buildValidator } from './http/validation.ts';
import { MemoryNotes } from './notes/memory-notes.ts';
import type { Notes } from './notes/note.ts';
import { PostgresNotes } from './notes/postgres-notes.ts';
import { noteRoutes } from './notes/routes.ts';
import { type LogStream, loggerOptions, logRequests } from './observability/logging.ts';
import { exposeMetrics } from './observability/metrics.ts';
import { traceRequests } from './observability/tracing.ts';
import { service } from './service.ts';
import type { Settings } from './settings.ts';
import { upstreamRoutes } from './upstream/routes.ts';
import { Upstream } from './upstream/upstream.ts';

/** Builds the service; it owns what it opens, and closes it when it is closed. */
export async function createApp(settings: Settings, logStream?: LogStream): Promise<FastifyInstance> {
  const app = fastify({
    logger: loggerOptions(settings, logStream),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestTimeout: 15_000,
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator } },
    // The gateway calls from a private address and names the client; nobody on the internet can call from one.
    trustProxy: 'uniquelocal',
  });
  const notes = openNotes(settings, app.log);
  const upstream = new Upstream(settings.upstreamUrl);

  finishBeforeClosing(app);
  // A browser must not take an answer for something else than it says it is.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  answerWithProblems(app, settings);
  if (settings.tracingEnabled) traceRequests(app);
  logRequests(app);
  app.addHook('onClose', () => notes.close());
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title: service.name, description: service.description, version: '1.0.0' },
      servers: [{ url: '/' }],
      security: [],
      tags: [
        { name: 'notes', description: 'Short texts that somebody wanted to keep' },
        { name: 'status', description: 'The service and its upstream' },
        { name: 'health', description: 'What the platform asks' },
      ],
    },
    refResolver: { buildLocalReference: (schema, _base, _fragment, i) => String(schema.$id ?? `schema${i}`) },
  });

  if (settings.metricsEnabled) exposeMetrics(app, { upstream: upstream.breaker });
  await app.register(healthRoutes, { settings, notes, upstream });
  await app.register(async (limited) => {
    if (settings.rateLimiting) limitRates(limited);
    await limited.register(aboutRoutes, { settings });
    await limited.register(noteRoutes, { notes });
    await limited.register(upstreamRoutes, { upstream });
  });
  return app;
}

function openNotes({ databaseUrl }: Settings, log: FastifyBaseLogger): Notes {
  if (databaseUrl !== undefined) return new PostgresNotes(databaseUrl, log);
  log.warn('DATABASE_URL is not set: notes are kept in memory, until the process ends');
  return new MemoryNotes();
}
