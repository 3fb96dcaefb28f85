import type { PlanContext } from './types.ts';

const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/**
 * Owners of paths by the repository's CODEOWNERS, in the order of the paths; empty without one.
 *
 * Source: GitHub documentation, "About code owners": the last matching line wins.
 */
export async function ownersOf(
  { code, head }: Pick<PlanContext, 'code' | 'head'>,
  paths: readonly string[],
): Promise<string[]> {
  for (const place of places) {
    const text = await code.readFile(place, head.sha);
    if (text === undefined) continue;
    const rules = text
      .split('\n')
      .map((line) =>
        line
          .replace(/(?:^|\s)#.*$/, '')
          .trim()
          .split(/\s+/),
      )
      .filter(([pattern]) => pattern);
    const owners = paths.flatMap((path) => rules.findLast(([pattern]) => matches(pattern!, path))?.slice(1) ?? []);
    return [...new Set(owners)].slice(0, 3);
  }
  return [];
}

function matches(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/$/, '').slice(0, -1).includes('/') || pattern.startsWith('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('**', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '(?:[^/]+/)*')
    .replaceAll('\u0001', '.*');
  return new RegExp(`${anchored ? '^' : '(?:^|/)'}${body}(?:/|$)`).test(path);
}
