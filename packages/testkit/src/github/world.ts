import type { Emulated } from './emulate.ts';
import type { GitMirror } from './git.ts';
import type { CommitRow, GitHubStore, RepoRow } from './store.ts';

/** Who asks: the token of a workflow run (`GITHUB_TOKEN`), of a person with write access, or of somebody from outside. */
export type Actor = 'actions' | 'person' | 'stranger';

/** One request as the additions see it: the path without base and query, decoded per segment by the additions. */
export interface Call {
  readonly method: string;
  path: string;
  readonly query: URLSearchParams;
  /** The body, parsed; `undefined` when there is none or it is no JSON object. */
  body: Record<string, unknown> | undefined;
  readonly accept: string | undefined;
  readonly actor: Actor | undefined;
}

/** One answer: `body` is JSON unless it is bytes or text with a content type of its own. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What emulate lacks or mis-serves, and what GitHub does. */
export interface Addition {
  /** One sentence: what GitHub does and emulate does not. */
  readonly why: string;
  readonly method: string;
  /** Matches the path after `/repos/owner/name`; its groups, decoded, become `params`. */
  readonly path: RegExp;
  /** Matches the whole path instead. */
  readonly fromRoot?: true;
  /** Answers instead of emulate, or `undefined` to let emulate answer; may change `call.path` and `call.body`. */
  readonly before?: (world: World, call: Call, params: readonly string[]) => MaybeAnswer | Promise<MaybeAnswer>;
  /** Corrects the answer. */
  readonly after?: (
    world: World,
    call: Call,
    params: readonly string[],
    answer: Answer,
  ) => MaybeAnswer | Promise<MaybeAnswer>;
}

/** An answer, or none: the next one is asked. */
export type MaybeAnswer = Answer | undefined;

/** A deployment with its statuses, newest last. */
export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly createdAt: string;
  readonly actor: Actor;
  readonly statuses: {
    readonly id: number;
    readonly state: string;
    readonly description: string;
    readonly createdAt: string;
    readonly actor: Actor;
  }[];
}

/** What protects an environment. */
export interface Environment {
  readonly isReviewed: boolean;
  readonly anyBranch: boolean;
}

/** What a dispatched run was asked for. */
export interface Dispatched {
  readonly title: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a step marked on a line. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Everything behind one repository on the server. */
export interface World {
  readonly emulated: Emulated;
  readonly store: GitHubStore;
  readonly git: GitMirror;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** `origin` and the base path. */
  readonly apiUrl: string;
  readonly owner: string;
  /** `owner/name`. */
  readonly name: string;
  readonly repoId: number;
  readonly logins: Readonly<Record<Actor, string>>;
  /** Permissions taken from the workflow token: `issues`, `contents`, `pull_requests`, `actions`, `deployments`. */
  readonly refused: Set<string>;
  /** The settings "Allow GitHub Actions to create and approve pull requests" and "Issues". */
  readonly settings: { actionsMayOpenPulls: boolean; issuesEnabled: boolean };
  readonly deployments: Deployment[];
  readonly environments: Map<string, Environment>;
  readonly dispatched: Map<number, Dispatched>;
  /** Log text by job id. */
  readonly logs: Map<number, string>;
  /** By job id. */
  readonly annotations: Map<number, readonly Annotation[]>;
  /** Commits that GitHub signed: made by the workflow token without author fields. */
  readonly signed: Set<string>;
  /** Numbers of the pull requests that the seeded history brought. */
  readonly seeded: Set<number>;
  /** Asks emulate itself, as somebody; the path after `/repos/owner/name` or, with `^`, from the root. */
  inner(method: string, path: string, actor: Actor | 'anonymous', body?: unknown): Promise<Answer>;
  /** Answers as the server would, additions and all, without recording it. */
  ask(method: string, path: string, actor: Actor, body?: unknown): Promise<Answer>;
}

/** The repository's row. */
export function repoOf(world: World): RepoRow {
  return world.store.repos.get(world.repoId)!;
}

/** The commit a branch, tag, ref or id names. */
export function commitAt(world: World, name: string): CommitRow | undefined {
  const { store, repoId } = world;
  const wanted = name === 'HEAD' ? repoOf(world).default_branch : name;
  const refs = store.refs.findBy('repo_id', repoId);
  const candidates = [wanted, `refs/${wanted}`, `refs/heads/${wanted}`, `refs/tags/${wanted}`];
  const sha = candidates.flatMap((ref) => refs.find((row) => row.ref === ref)?.sha ?? [])[0] ?? wanted;
  const exact = store.commits.findOneBy('sha', sha);
  if (exact || !/^[0-9a-f]{4,39}$/.test(sha)) return exact;
  return store.commits.all().find((commit) => commit.sha.startsWith(sha));
}

/** Every commit that a commit reaches, itself included. */
export function ancestors(world: World, sha: string): Set<string> {
  const reached = new Set<string>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(world.store.commits.findOneBy('sha', next)?.parent_shas ?? []));
  }
  return reached;
}

/** The commit two histories part at: the nearest one to `b` that `a` reaches too. */
export function mergeBase(world: World, a: string, b: string): string | undefined {
  const reached = ancestors(world, a);
  const open = [b];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (reached.has(next)) return next;
    open.push(...(world.store.commits.findOneBy('sha', next)?.parent_shas ?? []));
  }
  return undefined;
}

/** Answers JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, body, headers };
}

/** An error in GitHub's form. */
export function refusal(status: number, message: string, errors?: readonly unknown[]): Answer {
  return json(status, {
    message,
    ...(errors ? { errors } : {}),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}

/** 422 with one error of GitHub's form: `{ resource, code, field or message }`. */
export function invalid(error: Readonly<Record<string, string>>): Answer {
  return refusal(422, 'Validation Failed', [error]);
}

/**
 * One page of a list, and the `Link` header GitHub sends with it.
 *
 * @param usual Length of a page where the request does not say; one that it asks for has at most 100.
 */
export function paged<T>(
  world: World,
  call: Call,
  list: readonly T[],
  usual = 30,
): { page: T[]; headers: Record<string, string> } {
  const asked = Number(call.query.get('per_page')) || undefined;
  const size = asked === undefined ? usual : Math.min(100, Math.max(1, asked));
  const current = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (page: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(page));
    return `<${world.apiUrl}${call.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, 'prev')] : []),
    ...(current < last ? [link(current + 1, 'next'), link(last, 'last')] : []),
    ...(current > 1 ? [link(1, 'first')] : []),
  ];
  return {
    page: list.slice((current - 1) * size, current * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}
