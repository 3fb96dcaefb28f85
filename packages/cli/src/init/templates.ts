import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SreError } from '@sre-aiops/core';

/** A file that a user's repository gets. */
export interface Template {
  /** Where it goes, from the root of the repository, forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where the reusable workflows are called from. */
export interface Source {
  /** `owner/name` of sre-aiops, or of a mirror of it. */
  readonly repository: string;
  /** A tag, a branch or a commit of it. */
  readonly ref: string;
}

/** The source that the templates name themselves. */
export const defaultSource: Source = { repository: 'org/sre-aiops', ref: 'v1' };

/**
 * Reads where the workflows are called from.
 *
 * @param text `owner/name@ref`.
 * @throws {SreError} `OPTION_INVALID`.
 */
export function sourceFrom(text: string): Source {
  const [, repository, ref] = /^([A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100})@([A-Za-z0-9][\w./-]{0,199})$/.exec(text) ?? [];
  if (repository && ref && !ref.includes('..')) return { repository, ref };
  throw new SreError('OPTION_INVALID', `\`${text}\` is not \`owner/name@ref\`.`, 'Name it such as `org/sre-aiops@v1`.');
}

/**
 * What `init` writes, sorted by path. The files of `templates/` as they are, their folders without the leading dot, and
 * with the source in place of {@link defaultSource}.
 */
export function templates(source: Source = defaultSource): Template[] {
  const folder = templatesFolder();
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8');
      return { path: `.${relative(folder, file).replaceAll('\\', '/')}`, text: calledFrom(text, source) };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function calledFrom(text: string, { repository, ref }: Source): string {
  return text.replaceAll(/\borg\/sre-aiops(\/\S*)?@v1\b/g, (_, path = '') => `${repository}${path}@${ref}`);
}

/** They lie beside the bundle, and in a build two folders above. */
function templatesFolder(): string {
  const here = import.meta.dirname;
  return [join(here, 'templates'), join(here, '..', '..', 'templates')].find((folder) => existsSync(folder))!;
}
