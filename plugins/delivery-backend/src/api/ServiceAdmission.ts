import {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  PIPELINE_ANNOTATION,
  serviceRefOf,
} from '@fairway/backstage-plugin-delivery-common';
import { Request } from 'express';
import { z } from 'zod';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { ServiceRow, ServiceStore } from '../services/ServiceStore';
import { readInput } from './readInput';

interface Options {
  httpAuth: HttpAuthService;
  authorizer: DeliveryAuthorizer;
  services: ServiceStore;
  /** Called when someone asks for a service that is not known here. */
  onUnknown(): void;
}

const parameters = z.object({
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(63),
});

/** Lets a request for a service in: who asks, may they, and is there such a service. */
export class ServiceAdmission {
  readonly #options: Options;

  static create(options: Options): ServiceAdmission {
    return new ServiceAdmission(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /** For reading: people and other backends. */
  async admit(
    request: Request,
    permission: ResourcePermission,
  ): Promise<{ service: ServiceRow; credentials: BackstageCredentials }> {
    const credentials = await this.#options.httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const service = await this.#find(request, permission, credentials);
    return { service, credentials };
  }

  /** For decisions: only people decide. */
  async admitPerson(
    request: Request,
    permission: ResourcePermission,
  ): Promise<{
    service: ServiceRow;
    credentials: BackstageCredentials<BackstageUserPrincipal>;
  }> {
    const credentials = await this.#options.httpAuth.credentials(request, {
      allow: ['user'],
    });
    const service = await this.#find(request, permission, credentials);
    return { service, credentials };
  }

  /** Asks for the permission first, so that only those who may see services learn which exist. */
  async #find(
    request: Request,
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<ServiceRow> {
    const { authorizer, services, onUnknown } = this.#options;
    const serviceRef = serviceRefOf(readInput(parameters, request.params));
    await authorizer.check({ permission, serviceRef }, credentials);
    const service = await services.get(serviceRef);
    if (!service) {
      onUnknown();
      throw new NotFoundError(
        `No service '${serviceRef}' takes part in delivery; give its catalog component the annotation ${PIPELINE_ANNOTATION}, or wait a moment if that was just done`,
      );
    }
    return service;
  }
}
