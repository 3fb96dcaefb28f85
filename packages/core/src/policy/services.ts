import type { Policy } from './policy.ts';

/**
 * The repository in which a service lives, as the policy says: the one that names it, or else the first whose name with
 * `*` fits. Upper and lower case count for nothing.
 *
 * @returns `owner/name`; `undefined` where the policy names none.
 */
export function repositoryOfService({ services }: Pick<Policy, 'services'>, service: string): string | undefined {
  const wanted = service.toLowerCase();
  const named = Object.entries(services).map(([name, repository]) => ({ name: name.toLowerCase(), repository }));
  return (
    named.find(({ name }) => name === wanted)?.repository ?? named.find(({ name }) => fits(name, wanted))?.repository
  );
}

function fits(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return false;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
