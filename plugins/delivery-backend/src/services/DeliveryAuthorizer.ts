import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { environmentResourceRef } from '@fairway/backstage-plugin-delivery-common';

/** Something a person may want to do to a service or, with an environment, to one environment of it. */
export interface DeliveryAction {
  permission: ResourcePermission;
  serviceRef: string;
  environment?: string;
}

/** Asks the permission framework, always with the credentials of the person who acts. */
export class DeliveryAuthorizer {
  readonly #permissions: PermissionsService;

  static create(options: {
    permissions: PermissionsService;
  }): DeliveryAuthorizer {
    return new DeliveryAuthorizer(options.permissions);
  }

  private constructor(permissions: PermissionsService) {
    this.#permissions = permissions;
  }

  /** Throws `NotAllowedError` unless the action is allowed. */
  async check(
    action: DeliveryAction,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const [allowed] = await this.allowed([action], credentials);
    if (!allowed) {
      throw new NotAllowedError(
        `You lack the permission '${action.permission.name}' on ${
          action.environment ? `${action.environment} of ` : ''
        }'${action.serviceRef}'; ask who administers permissions`,
      );
    }
  }

  /** Which of the actions are allowed, in their order, in one round trip. */
  async allowed(
    actions: DeliveryAction[],
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    if (actions.length === 0) {
      return [];
    }
    const decisions = await this.#permissions.authorize(
      actions.map(({ permission, serviceRef, environment }) => ({
        permission,
        resourceRef: environment
          ? environmentResourceRef(serviceRef, environment)
          : serviceRef,
      })),
      { credentials },
    );
    return decisions.map(({ result }) => result === AuthorizeResult.ALLOW);
  }
}
