import { type Answer, notFound } from './faults.ts';

/** What passed through the proxy, so that a read can be answered from the past. */
export interface StaleReads {
  /** Takes note of an answer of the server. */
  remember(method: string, url: string, answer: Answer): void;
  /** An earlier answer to this GET; undefined when nothing we know of has changed it. */
  before(url: string, current: Answer): Answer | undefined;
}

/**
 * Answers a GET one step back in time, as GitHub's read replicas now and then do.
 *
 * The same URL's last answer that differs from the current one, when there was one. Else the current answer without
 * the newest thing in it that was created through this proxy: a list without that entry, 404 for the thing itself.
 * What was only changed, and never read before, cannot be shown as it was: then the read is simply not stale.
 */
export function staleReads(): StaleReads {
  /** By URL: answers that differ from their predecessor, the newest last; two are enough for one step back. */
  const answers = new Map<string, readonly Answer[]>();
  /** API addresses of what was created, the newest first. */
  const created: string[] = [];
  return {
    remember(method, url, answer) {
      if (method === 'GET') {
        const known = answers.get(url) ?? [];
        const last = known.at(-1);
        if (!last || !isSame(last, answer)) answers.set(url, [...known.slice(-1), answer]);
        return;
      }
      const address = answer.status === 201 ? addressOf(parsed(answer.body)) : undefined;
      if (address) created.unshift(address);
    },
    before(url, current) {
      const earlier = answers.get(url)?.findLast((answer) => !isSame(answer, current));
      return earlier ?? withoutNewest(current, created);
    },
  };
}

function isSame(a: Answer, b: Answer): boolean {
  return a.status === b.status && a.body.equals(b.body);
}

function withoutNewest(current: Answer, created: readonly string[]): Answer | undefined {
  const body = parsed(current.body);
  for (const address of created) {
    if (addressOf(body) === address) return notFound();
    const shorter = without(body, address);
    if (shorter) return { ...current, body: Buffer.from(JSON.stringify(shorter)) };
  }
  return undefined;
}

/** The list, or the object around a list (`{"total_count", "workflow_runs"}`), without one entry; undefined when it has no such entry. */
function without(body: unknown, address: string): object | undefined {
  if (Array.isArray(body)) {
    const rest = body.filter((entry) => addressOf(entry) !== address);
    return rest.length < body.length ? rest : undefined;
  }
  if (!isObject(body) || typeof body.total_count !== 'number') return undefined;
  for (const [name, list] of Object.entries(body)) {
    const rest = Array.isArray(list) ? without(list, address) : undefined;
    if (rest) return { ...body, total_count: body.total_count - 1, [name]: rest };
  }
  return undefined;
}

/** GitHub names everything it holds by an API address. */
function addressOf(entity: unknown): string | undefined {
  return isObject(entity) && typeof entity.url === 'string' ? entity.url : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
