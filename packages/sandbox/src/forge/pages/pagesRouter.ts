import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { addActionsPages } from './actionsPages';
import { addCodePages } from './codePages';
import { addConversationPages } from './conversationPages';
import { addOverviewPages } from './overviewPages';
import { Pages } from './Pages';
import { addSettingsPages } from './settingsPages';

/** Pages for people, where the links of the API lead. Private repositories are shown too: only this machine can ask. */
export function createPagesRouter(services: ForgeServices): ExpressRouter {
  const router = Router();
  const pages = new Pages(router, services);
  addOverviewPages(pages);
  addCodePages(pages);
  addConversationPages(pages);
  addActionsPages(pages);
  addSettingsPages(pages);
  router.use((_request, response) => pages.missing(response));
  router.use(pages.errorHandler());
  return router;
}
