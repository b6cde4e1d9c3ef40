import { Request, Response } from 'express';

/** The page of a list that a request asks for. */
export interface Page {
  number: number;
  size: number;
}

/** GitHub's rule: 30 a page unless asked, 100 at most; nonsense counts as not asked. */
export function pageOf(request: Request): Page {
  return {
    number: positive(request.query.page) ?? 1,
    size: Math.min(positive(request.query.per_page) ?? 30, 100),
  };
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** Cuts the requested page out of a whole list and sets the `Link` header. */
export function paginate<T>(
  request: Request,
  response: Response,
  items: readonly T[],
  baseUrl: string,
): T[] {
  const page = pageOf(request);
  linkPages(request, response, page, items.length, baseUrl);
  const start = (page.number - 1) * page.size;
  return items.slice(start, start + page.size);
}

/** Sets the `Link` header for a list whose page was cut elsewhere. */
export function linkPages(
  request: Request,
  response: Response,
  page: Page,
  total: number,
  baseUrl: string,
): void {
  const last = Math.max(1, Math.ceil(total / page.size));
  const url = new URL(request.originalUrl, baseUrl);
  const linkTo = (number: number, relation: string) => {
    url.searchParams.set('page', String(number));
    return `<${url.href}>; rel="${relation}"`;
  };
  const links: string[] = [];
  if (page.number > 1) {
    links.push(linkTo(Math.min(page.number - 1, last), 'prev'));
  }
  if (page.number < last) {
    links.push(linkTo(page.number + 1, 'next'));
    links.push(linkTo(last, 'last'));
  }
  if (page.number > 1) {
    links.push(linkTo(1, 'first'));
  }
  if (links.length > 0) {
    response.setHeader('Link', links.join(', '));
  }
}
