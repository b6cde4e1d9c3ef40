import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { createForgeActions } from './createForgeActions';
import { createForgeServices } from './createForgeServices';
import { createForgeApiRouter } from './createForgeApiRouter';
import { ForgeActions } from './ForgeActions';
import { ForgeOptions } from './ForgeOptions';
import { ForgeServices } from './ForgeServices';
import { createGitHttpRouter } from './git/gitHttpRouter';
import { createIdentityRouter } from './identity/identityRouter';
import { ISSUER_PATH } from './identity/IdentityTokens';
import { createPagesRouter } from './pages/pagesRouter';

/** A GitHub of laptop size: real git repositories, GitHub's REST API and pages for people. */
export class Forge {
  /** The same forge for parts of the sandbox in the same process. */
  readonly actions: ForgeActions;
  /** The rooms behind it, for the seed. */
  readonly services: ForgeServices;

  static async create(options: ForgeOptions): Promise<Forge> {
    return new Forge(await createForgeServices(options));
  }

  private constructor(services: ForgeServices) {
    this.services = services;
    this.actions = createForgeActions(services);
  }

  /** Everything that the forge answers: git, `/api/v3`, the issuer of identity tokens and pages. */
  router(): ExpressRouter {
    const router = Router();
    router.use(createGitHttpRouter(this.services));
    router.use('/api/v3', createForgeApiRouter(this.services));
    router.use(ISSUER_PATH, createIdentityRouter(this.services));
    router.use(createPagesRouter(this.services));
    return router;
  }

  /** When all webhooks that were caused so far are delivered or have failed. */
  async settled(): Promise<void> {
    await this.services.webhookSender.settled();
  }

  /** Ends the delivery of webhooks; the store is closed by who opened it. */
  async close(): Promise<void> {
    await this.services.webhookSender.close();
  }
}
