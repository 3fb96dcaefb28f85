/** Which key of a job's `permissions:` a path below `/repos/{owner}/{repo}` needs; the first that fits. */
const keys: readonly (readonly [RegExp, string])[] = [
  [/^\/pulls/, 'pull-requests'],
  [/^\/(?:issues|labels|milestones|assignees)/, 'issues'],
  [/^\/(?:actions|environments)/, 'actions'],
  [/^\/deployments/, 'deployments'],
  [/^\/(?:check-runs|check-suites|commits\/[^/]+\/check-runs)/, 'checks'],
];

/**
 * The lines of `permissions:` that a request needs, such as `contents: write`.
 *
 * @param accepted The answer's `x-accepted-github-permissions` (`issues=write; pull_requests=write`: either), which
 *   outranks what the path tells. Format: docs.github.com, "Troubleshooting the REST API".
 */
export function permissionFor(method: string, path: string, accepted?: string): string {
  const named = accepted?.match(/[a-z_]{1,40}=(?:read|write|admin)/g)?.slice(0, 4);
  if (named) return named.map((entry) => entry.replaceAll('_', '-').replace('=', ': ')).join('` or `');
  const key = keys.find(([pattern]) => pattern.test(path))?.[1] ?? 'contents';
  return `${key}: ${method === 'GET' || method === 'HEAD' ? 'read' : 'write'}`;
}
