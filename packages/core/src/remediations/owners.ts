import { codeOwnersPlaces, ownersOf as ownersBy } from '../policy/index.ts';
import type { PlanContext } from './types.ts';

/** Whom to ask: more are nobody. */
const maxOwners = 3;

/** Owners of paths by the repository's CODEOWNERS, with their `@`, teams first; empty without one. */
export async function ownersOf(
  { code, head }: Pick<PlanContext, 'code' | 'head'>,
  paths: readonly string[],
): Promise<string[]> {
  for (const place of codeOwnersPlaces) {
    const text = await code.readFile(place, head.sha);
    if (text === undefined) continue;
    const { teams, users } = ownersBy(text, paths);
    return [...teams, ...users].slice(0, maxOwners).map((name) => `@${name}`);
  }
  return [];
}
