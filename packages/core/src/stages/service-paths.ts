import { plainService, serviceNames } from '../changes/index.ts';
import { codeOwnersPlaces, pathsOwnedBy } from '../policy/index.ts';
import type { Change, CodeReader } from '../ports/index.ts';

const maxPaths = 5_000;
const teamSuffix = /[-_]?(?:team|squad|crew|devs?|developers|owners|maintainers|engineers|engineering|group)$/;

/**
 * The changed files that belong to the failing service although their folders do not say so: CODEOWNERS gives them to a team or
 * person of the service's name, `@shop/cart-team` for `cart-api`. Empty without that file; at most 5,000 paths are asked.
 */
export async function servicePaths(
  service: string,
  changes: readonly Change[],
  sha: string,
  code: CodeReader,
): Promise<ReadonlySet<string>> {
  const wanted = serviceNames(service);
  if (wanted.size === 0 || sha === '') return new Set();
  const paths = [...new Set(changes.flatMap(({ files }) => files.map(({ path }) => path)))].slice(0, maxPaths);
  for (const place of codeOwnersPlaces) {
    const text = await code.readFile(place, sha);
    if (text !== undefined) return pathsOwnedBy(text, paths, (owner) => wanted.has(serviceOf(owner)));
  }
  return new Set();
}

/** `shop/cart-api-team` → `cart`. */
function serviceOf(owner: string): string {
  const name = owner.toLowerCase().split('/').at(-1)!;
  return plainService(name.replace(teamSuffix, ''));
}
