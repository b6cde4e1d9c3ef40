import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { service } from '../service.ts';
import { onEnd } from './requests.ts';
import { isProbe, routePattern } from './routes.ts';

// Spans are made by hand: it takes three places, and none of the patching of modules that ECMAScript modules resist.
const tracer = trace.getTracer(service.name);

/** Does the work in a span of its own. Costs next to nothing while tracing is off. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The headers by which the next service continues this trace. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Traces every request, and writes the ids of its trace into its log lines. */
export function traceRequests(app: FastifyInstance): void {
  const traced = new WeakMap<FastifyRequest, { span: Span; context: Context }>();

  app.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request)) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const path = routePattern(request);
    const span = tracer.startSpan(
      `${request.method} ${path}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'http.route': path,
          'url.path': request.url.split('?', 1)[0],
          'client.address': request.ip,
        },
      },
      parent,
    );
    const { traceId, spanId } = span.spanContext();
    request.log = reply.log = request.log.child({ trace_id: traceId, span_id: spanId });
    traced.set(request, { span, context: trace.setSpan(parent, span) });
    done();
  });

  // Reading the body leaves the context of the request, so that it is entered only here.
  app.addHook('preHandler', (request, _reply, done) => {
    context.with(traced.get(request)?.context ?? context.active(), done);
  });

  onEnd(app, (request, _reply, code) => {
    const span = traced.get(request)?.span;
    span?.setAttribute('http.response.status_code', code);
    if (code >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
