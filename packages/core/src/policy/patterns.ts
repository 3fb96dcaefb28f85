import ignore from 'ignore';
import type { Policy } from './policy.ts';

/**
 * Why the user's `paths` refuse a path, as the end of a sentence; `undefined` when they do not. Expects a path that
 * `refusedPath` let through.
 *
 * Patterns mean what they mean in a gitignore file at the root. Where case is in doubt the stricter reading counts:
 * `allow` heeds it, `deny` does not.
 */
export function pathRule({ allow, deny }: Policy['paths']): (path: string) => string | undefined {
  const denied = ignore({ ignorecase: true }).add([...deny]);
  const allowed = ignore({ ignorecase: false }).add([...allow]);
  return (path) => {
    if (denied.ignores(path)) return 'paths.deny names it';
    return allow.length > 0 && !allowed.ignores(path) ? 'paths.allow does not name it' : undefined;
  };
}
