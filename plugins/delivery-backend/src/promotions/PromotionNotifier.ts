import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';

/** Tells the people who must act, and those who wait for the result. */
export interface PromotionNotifier {
  /** False if the notice could not be handed over and must be sent again. */
  send(
    promotion: StoredPromotion,
    service: { title: string; owner?: string },
  ): Promise<boolean>;
}

const titles = {
  promote: 'Promotion',
  rollback: 'Rollback',
  'auto-rollback': 'Automatic rollback',
};

/** Sends through Backstage's notifications. The same notice again updates the first one. */
export class BackstagePromotionNotifier implements PromotionNotifier {
  readonly #notifications: NotificationService;
  readonly #logger: LoggerService;

  static create(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }): BackstagePromotionNotifier {
    return new BackstagePromotionNotifier(options);
  }

  private constructor(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }) {
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  async send(
    promotion: StoredPromotion,
    service: { title: string; owner?: string },
  ): Promise<boolean> {
    const notification = notificationOf(promotion, service);
    if (!notification) {
      return true;
    }
    try {
      await this.#notifications.send(notification);
      return true;
    } catch (error) {
      this.#logger.warn(
        `Could not notify about promotion '${promotion.id}', tries again: ${error}`,
      );
      return false;
    }
  }
}

function notificationOf(
  promotion: StoredPromotion,
  service: { title: string; owner?: string },
): Parameters<NotificationService['send']>[0] | undefined {
  const { release, environment, notice } = promotion;
  const what = `${service.title} ${release.version} to ${environment}`;
  if (notice === 'approval') {
    const { from } = promotion.approvalPolicy;
    const recipients = from.length > 0 ? from : ownerOf(service);
    if (recipients.length === 0) {
      return undefined;
    }
    return {
      recipients: {
        type: 'entity',
        entityRef: recipients,
        excludeEntityRef: promotion.requestedBy,
      },
      payload: {
        title: `Approve ${what}`,
        description: promotion.reason,
        link: '/delivery/approvals',
        severity: 'normal',
        topic: 'delivery-approval',
        scope: `${promotion.id}/approval`,
      },
    };
  }
  if (notice === 'result') {
    const recipients = isPerson(promotion.requestedBy)
      ? [promotion.requestedBy]
      : failureAudience(promotion, service);
    if (recipients.length === 0) {
      return undefined;
    }
    return {
      recipients: { type: 'entity', entityRef: recipients },
      payload: {
        title: `${titles[promotion.kind]} of ${what} ${promotion.state}`,
        description: promotion.outcome,
        link: '/delivery/approvals',
        severity: promotion.state === 'failed' ? 'high' : 'normal',
        topic: 'delivery-result',
        scope: `${promotion.id}/result`,
      },
    };
  }
  return undefined;
}

/** Owners hear of what the engine did by itself only when it is bad news or a rollback. */
function failureAudience(
  promotion: StoredPromotion,
  service: { owner?: string },
): string[] {
  const worthTelling =
    promotion.state === 'failed' || promotion.kind === 'auto-rollback';
  return worthTelling ? ownerOf(service) : [];
}

function ownerOf(service: { owner?: string }): string[] {
  return service.owner ? [service.owner] : [];
}

function isPerson(actor: string): boolean {
  return actor !== ENGINE_ACTOR && actor.startsWith('user:');
}
