import { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  deliveryFindingReadPermission,
  deliveryFindingTriagePermission,
  FindingDetail,
  FindingsPage,
  findingsQuerySchema,
  triageRequestSchema,
} from '@fairway/backstage-plugin-delivery-common';
import express, { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Knex } from 'knex';
import { readInput } from '../api/readInput';
import { ServiceAdmission } from '../api/ServiceAdmission';
import { ServiceChanges } from '../services/ServiceChanges';
import { FindingStore, RunningCommit } from './FindingStore';
import { FindingTriage } from './FindingTriage';
import { listFindings } from './listFindings';
import { SecurityReader } from './SecurityReader';

/** What the Security tab reads, and decisions about findings. */
export function createFindingRouter(options: {
  knex: Knex;
  admission: ServiceAdmission;
  security: SecurityReader;
  findings: FindingStore;
  triage: FindingTriage;
  changes: ServiceChanges;
  auditor: AuditorService;
}): Router {
  const { knex, admission, security, findings, triage, changes, auditor } =
    options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '64kb' }));

  const detail = async (
    serviceRef: string,
    id: string,
  ): Promise<FindingDetail> => {
    const running = await security.running(serviceRef);
    const found = await findings.detail(serviceRef, id, running);
    if (!found) {
      throw new NotFoundError(`No finding '${id}' of '${serviceRef}'`);
    }
    return found;
  };

  router.get(
    '/services/:namespace/:name/security',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryFindingReadPermission,
      );
      response.json(await security.view(service.ref, new Date()));
    },
  );

  router.get(
    '/services/:namespace/:name/findings',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryFindingReadPermission,
      );
      const query = readInput(findingsQuerySchema, request.query);
      const running = await security.running(service.ref);
      const page = await listFindings(knex, {
        serviceRef: service.ref,
        query,
        commit: query.environment && commitIn(query.environment, running),
        runningCommits: running.map(each => each.commit),
        now: new Date(),
      });
      const body: FindingsPage = {
        findings: await findings.withEnvironments(
          service.ref,
          page.rows,
          running,
        ),
        total: page.total,
        nextCursor: page.nextCursor,
      };
      response.json(body);
    },
  );

  router.get(
    '/services/:namespace/:name/findings/:id',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryFindingReadPermission,
      );
      response.json(await detail(service.ref, request.params.id));
    },
  );

  router.post(
    '/services/:namespace/:name/findings/:id/triage',
    async (request, response) => {
      const { service, credentials } = await admission.admitPerson(
        request,
        deliveryFindingTriagePermission,
      );
      const { id } = request.params;
      const body = readInput(triageRequestSchema, request.body);
      const event = await auditor.createEvent({
        eventId: 'finding-triage',
        severityLevel: 'medium',
        request,
        meta: { serviceRef: service.ref, findingId: id, state: body.state },
      });
      try {
        await triage.decide(
          service.ref,
          id,
          body,
          credentials.principal.userEntityRef,
          new Date(),
        );
        await event.success();
      } catch (error) {
        await event.fail({
          error: error instanceof Error ? error : new Error(String(error)),
        });
        throw error;
      }
      changes.announce(service.ref, 'findings');
      response.json(await detail(service.ref, id));
    },
  );

  return router;
}

function commitIn(environment: string, running: RunningCommit[]): string {
  const found = running.find(each => each.environment === environment);
  if (!found) {
    const names = running.map(each => each.environment).join(', ');
    throw new InputError(
      `environment: no known release runs in '${environment}'; one runs in: ${
        names || 'none'
      }`,
    );
  }
  return found.commit;
}
