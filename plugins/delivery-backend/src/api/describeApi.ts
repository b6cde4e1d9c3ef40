import {
  approvalsPageSchema,
  approvalsQuerySchema,
  decisionRequestSchema,
  findingDetailSchema,
  findingsPageSchema,
  findingsQuerySchema,
  fleetPageSchema,
  fleetQuerySchema,
  historyPageSchema,
  holdSchema,
  promotionPreviewSchema,
  promotionRequestSchema,
  promotionViewSchema,
  reasonRequestSchema,
  releaseSchema,
  releasesPageSchema,
  securityViewSchema,
  serviceViewSchema,
  sourceStatusSchema,
  trackSchema,
  triageRequestSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { z } from 'zod';

/** One route of the API, for its description. */
export interface RouteDescription {
  method: 'get' | 'post';
  /** As Express writes it, below `/v1`. */
  path: string;
  operationId: string;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  /** What a successful answer is if not JSON. */
  mediaType?: 'text/csv';
  /** Of success: 200 with a response and 204 without, unless set. */
  status?: 201 | 202;
}

const SERVICE = '/services/:namespace/:name';
const page = z.object({
  cursor: z.string().optional(),
  limit: z.number().int().min(1).max(200).optional(),
});

/** Every route of the API, in the order of the rooms. */
export const routes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/services',
    operationId: 'GetFleet',
    summary: 'Services by environments, filtered and counted',
    query: fleetQuerySchema,
    response: fleetPageSchema,
  },
  {
    method: 'get',
    path: '/sources',
    operationId: 'GetSources',
    summary: 'How the sources fare',
    response: z.object({ sources: z.array(sourceStatusSchema) }),
  },
  {
    method: 'get',
    path: SERVICE,
    operationId: 'GetService',
    summary: 'What runs in each environment of a service',
    response: serviceViewSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/history`,
    operationId: 'GetHistory',
    summary: 'Promotions, holds, vetoes, quarantines and deployments',
    query: page.extend({ kind: z.string().optional() }),
    response: historyPageSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/history.csv`,
    operationId: 'ExportHistory',
    summary: 'The whole history for a spreadsheet',
    query: z.object({ kind: z.string().optional() }),
    mediaType: 'text/csv',
  },
  {
    method: 'get',
    path: `${SERVICE}/track`,
    operationId: 'GetTrack',
    summary: 'Which release ran where, and for how long',
    query: z.object({ days: z.number().int().optional() }),
    response: trackSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/releases`,
    operationId: 'GetReleases',
    summary: 'Releases, newest first',
    query: page,
    response: releasesPageSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/security`,
    operationId: 'GetSecurity',
    summary: 'Exposure, trend and scans of a service',
    response: securityViewSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/findings`,
    operationId: 'GetFindings',
    summary: 'Findings, filtered',
    query: findingsQuerySchema,
    response: findingsPageSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/findings/:id`,
    operationId: 'GetFinding',
    summary: 'One finding with its witnesses and its history',
    response: findingDetailSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/findings/:id/triage`,
    operationId: 'TriageFinding',
    summary: 'Decide about a finding',
    body: triageRequestSchema,
    response: findingDetailSchema,
  },
  {
    method: 'get',
    path: `${SERVICE}/promotion-preview`,
    operationId: 'PreviewPromotion',
    summary: 'What a promotion or rollback would change, and what blocks it',
    query: z.object({
      environment: z.string(),
      releaseId: z.string().optional(),
      kind: z.enum(['promote', 'rollback']),
    }),
    response: promotionPreviewSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/promotions`,
    operationId: 'RequestPromotion',
    status: 201,
    summary: 'Request a promotion or a rollback',
    body: promotionRequestSchema,
    response: promotionViewSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/environments/:environment/hold`,
    operationId: 'HoldEnvironment',
    status: 201,
    summary: 'Pin an environment where it is',
    body: reasonRequestSchema,
    response: holdSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/environments/:environment/hold/release`,
    operationId: 'ReleaseHold',
    summary: 'Release a hold',
    body: reasonRequestSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/releases/:releaseId/veto`,
    operationId: 'VetoRelease',
    summary: 'Mark a release bad',
    body: reasonRequestSchema,
    response: releaseSchema,
  },
  {
    method: 'post',
    path: `${SERVICE}/releases/:releaseId/veto/withdraw`,
    operationId: 'WithdrawVeto',
    summary: 'Take a veto back',
    body: reasonRequestSchema,
    response: releaseSchema,
  },
  {
    method: 'get',
    path: '/promotions/:id',
    operationId: 'GetPromotion',
    summary: 'One promotion, as the viewer sees it',
    response: promotionViewSchema,
  },
  {
    method: 'get',
    path: '/approvals',
    operationId: 'GetApprovals',
    summary: 'Promotions that wait for a decision, or were decided',
    query: approvalsQuerySchema,
    response: approvalsPageSchema,
  },
  {
    method: 'post',
    path: '/promotions/:id/decision',
    operationId: 'DecidePromotion',
    summary: 'Approve or reject a promotion',
    body: decisionRequestSchema,
    response: promotionViewSchema,
  },
  {
    method: 'post',
    path: '/promotions/:id/cancel',
    operationId: 'CancelPromotion',
    summary: 'Cancel a promotion that is not yet written',
    body: reasonRequestSchema,
    response: promotionViewSchema,
  },
  {
    method: 'post',
    path: '/reports',
    operationId: 'Report',
    status: 202,
    summary:
      'Of a pipeline run, with its own OIDC token: its results are there to be read',
  },
];

/** The OpenAPI 3.1 description, made from the schemas that also check requests. */
export function describeApi() {
  const paths: Record<
    string,
    Partial<Record<RouteDescription['method'], Operation>>
  > = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairway delivery',
      version: '1',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/api/delivery/v1' }],
    paths,
  };
}

interface Response {
  description: string;
  content?: Record<string, { schema: object }>;
}

interface Operation {
  operationId: string;
  summary: string;
  parameters: object[];
  requestBody?: object;
  responses: Record<string, Response>;
}

function operationOf(route: RouteDescription): Operation {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(match => match[1]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    parameters: [
      ...names.map(name => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...queryParameters(route.query),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: toSchema(route.body, 'input') },
        },
      },
    }),
    responses: {
      [route.status ?? (route.response || route.mediaType ? 200 : 204)]: {
        description: 'Done',
        ...(route.mediaType && {
          content: { [route.mediaType]: { schema: { type: 'string' } } },
        }),
        ...(route.response && {
          content: {
            'application/json': { schema: toSchema(route.response, 'output') },
          },
        }),
      },
      default: {
        description:
          'An error of Backstage: `error.message` names the thing and the way out',
      },
    },
  };
}

function queryParameters(query: z.ZodType | undefined) {
  if (!query) {
    return [];
  }
  const { properties = {}, required = [] } = z.toJSONSchema(query, {
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function toSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  });
  return rest;
}
