import type { FastifyRequest } from 'fastify';

/** The pattern of the route, as OpenAPI writes it; a path as it was sent would be a new label value for each note. */
export function routePattern(request: FastifyRequest): string {
  return request.routeOptions.url?.replaceAll(/:(\w+)/g, '{$1}') ?? 'unknown';
}

/** Whether the platform asks, as it does all the time. */
export function isProbe(request: FastifyRequest): boolean {
  return ['/health', '/health/ready', '/metrics'].includes(routePattern(request));
}
