import { ErrorRequestHandler, Request, Response, Router } from 'express';
import { ForgeServices } from '../ForgeServices';
import type { GitRepository } from '../git/GitRepository';
import { RepositoryRecord } from '../repositories/records';
import { html, Html, page } from './Html';

export interface Shown {
  title: string;
  body: Html;
}

/** What a page below a repository is made from. */
export interface PageRequest {
  repository: RepositoryRecord;
  /** `acme/shop`. */
  name: string;
  git: GitRepository;
  request: Request;
}

/** Puts pages on a router, each with the same frame and the same caution. */
export class Pages {
  readonly router: Router;
  readonly services: ForgeServices;

  constructor(router: Router, services: ForgeServices) {
    this.router = router;
    this.services = services;
  }

  /** A page below a repository; what shows nothing is a 404. */
  view(
    path: string,
    show: (
      asked: PageRequest,
    ) => Promise<Shown | undefined> | Shown | undefined,
  ): void {
    this.#route(path, async (asked, response) => {
      const shown = await show(asked);
      if (shown) {
        this.send(response, shown.title, shown.body);
      }
      return shown !== undefined;
    });
  }

  /** Plain text below a repository, whatever it looks like: no browser may take it for a page. */
  text(
    path: string,
    read: (asked: PageRequest) => Promise<Buffer | undefined>,
  ): void {
    this.#route(path, async (asked, response) => {
      const text = await read(asked);
      if (text) {
        protect(response);
        response.type('text/plain; charset=utf-8').send(text);
      }
      return text !== undefined;
    });
  }

  send(response: Response, title: string, body: Html): void {
    protect(response);
    response.type('html').send(page(title, body));
  }

  missing(response: Response): void {
    response.status(404);
    this.send(response, 'Not found', html`<p>There is no such page.</p>`);
  }

  /** What goes wrong is reported, and shown without its inside. */
  errorHandler(): ErrorRequestHandler {
    return (error: unknown, request, response, next) => {
      if (response.headersSent) {
        next(error);
        return;
      }
      if (error instanceof URIError) {
        this.missing(response);
        return;
      }
      this.services.report(
        `The page ${request.path} failed: ${
          error instanceof Error ? error.stack : String(error)
        }`,
      );
      response.status(500);
      this.send(response, 'Server error', html`<p>The forge failed.</p>`);
    };
  }

  #route(
    path: string,
    answer: (asked: PageRequest, response: Response) => Promise<boolean>,
  ): void {
    const { repositories, git } = this.services;
    this.router.get(`/:owner/:repo${path}`, async (request, response) => {
      const { owner, repo } = request.params;
      const repository = repositories.find(owner, repo);
      const isAnswered =
        repository !== undefined &&
        (await answer(
          {
            repository,
            name: `${repository.owner}/${repository.name}`,
            git: git.repository(repository.owner, repository.name),
            request,
          },
          response,
        ));
      if (!isAnswered) {
        this.missing(response);
      }
    });
  }
}

function protect(response: Response): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'",
  );
}
