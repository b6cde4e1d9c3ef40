import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { service } from '../service.ts';
import type { Settings } from '../settings.ts';
import { onEnd } from './requests.ts';
import { isProbe, routePattern } from './routes.ts';

/** Where log lines go; standard output unless a test wants to read them. */
export interface LogStream {
  write(line: string): void;
}

/** One JSON object a line. */
export function loggerOptions({ environment, logLevel }: Settings, stream?: LogStream) {
  return {
    level: logLevel,
    base: { service: service.name, environment },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
    ...(stream && { stream }),
  } satisfies FastifyServerOptions['logger'];
}

/** One line a request; those of probes and scrapes only when debugging. */
export function logRequests(app: FastifyInstance): void {
  onEnd(app, (request, reply, code) => {
    const fields = {
      method: request.method,
      path: routePattern(request),
      code,
      duration_ms: Math.round(reply.elapsedTime),
    };
    request.log[isProbe(request) ? 'debug' : 'info'](fields, 'Request served');
  });
}
