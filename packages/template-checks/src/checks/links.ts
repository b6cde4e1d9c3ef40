import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Files } from '../Files';
import { Check, Problem } from './Check';

const LINK = /\]\((?!https?:|mailto:|#)(?<target>[^)\s#]+)(?:#[^)]*)?\)/g;
const mkdocsSchema = z.looseObject({
  docs_dir: z.string().default('docs'),
  nav: z.array(z.unknown()).default([]),
});

/** Links between the pages of a repository, and the navigation of its documentation, lead somewhere. */
export const links: Check = {
  name: 'links lead to files that exist',
  run: files => [...findInPages(files), ...findInNavigation(files)],
};

function findInPages(files: Files): Problem[] {
  return [...files]
    .filter(([name]) => name.endsWith('.md'))
    .flatMap(([name, text]) =>
      [...text.matchAll(LINK)]
        .map(match => match.groups?.target ?? '')
        .filter(target => !exists(files, path.join(path.dirname(name), target)))
        .map(target => ({ path: name, message: `links to ${target}` })),
    );
}

function findInNavigation(files: Files): Problem[] {
  return [...files]
    .filter(([name]) => /^[^/]+\/mkdocs\.ya?ml$/.test(name))
    .flatMap(([name, text]) => {
      const { docs_dir: folder, nav } = mkdocsSchema.parse(parse(text));
      return pagesIn(nav)
        .filter(page => !/^https?:/.test(page))
        .filter(
          page => !exists(files, path.join(path.dirname(name), folder, page)),
        )
        .map(page => ({ path: name, message: `has no page ${page}` }));
    });
}

function exists(files: Files, target: string): boolean {
  const folder = `${target.replace(/\/$/, '')}/`;
  return (
    files.has(target) || [...files.keys()].some(name => name.startsWith(folder))
  );
}

function pagesIn(nav: unknown): string[] {
  if (typeof nav === 'string') {
    return [nav];
  }
  return typeof nav === 'object' && nav !== null
    ? Object.values(nav).flatMap(pagesIn)
    : [];
}
