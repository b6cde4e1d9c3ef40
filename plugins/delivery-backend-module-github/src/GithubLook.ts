import {
  Look,
  RepositoryMemory,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubRepository } from './GithubRepository';
import { WorkflowRun } from './githubSchemas';

/** Everything that looking at one repository on GitHub needs, but the API. */
export type GithubLook<TSink> = Look<
  GithubRepository,
  RepositoryMemory<WorkflowRun>,
  TSink
>;
