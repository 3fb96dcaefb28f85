import { randomBytes } from 'node:crypto';
import { type Acts, actsIn } from './acts.ts';
import { emulateGitHub } from './emulate.ts';
import { gitIn, openMirror } from './git.ts';
import { loadHistory, readRefs, type SeededHistory } from './seed.ts';
import { tellMergedPulls } from './seed-pulls.ts';
import { answerTo, answerWith, callOf, listen, type SeenRequest } from './server.ts';
import { allShelved } from './shelve.ts';
import { type GitHubState, stateOf } from './state.ts';
import type { Actor, Answer, World } from './world.ts';

/** What the GitHub of a test begins with. */
export interface GitHubOptions {
  /** A clone whose branches, tags and history are shown; its `subject (#52)` commits become merged pull requests. */
  readonly repository?: string;
  /** `owner/name`; `shop/bookshop` when not said. */
  readonly name?: string;
  /** Without a clone: the files of a first commit on `main`. */
  readonly files?: Readonly<Record<string, string>>;
  /** `/api/v3` for GitHub Enterprise Server. */
  readonly basePath?: '' | '/api/v3';
  readonly archived?: boolean;
  readonly private?: boolean;
  /** Logins of more people who may be assigned; those who wrote the history may be anyway. */
  readonly people?: readonly string[];
  /** Requests per token before 403; none when not said. */
  readonly rateLimit?: number;
}

/** A GitHub of one repository on the loopback interface. */
export interface TestGitHub {
  /** `http://127.0.0.1:PORT` and the base path; for `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `http://127.0.0.1:PORT`; for `GITHUB_SERVER_URL`. */
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly name: string;
  /** Speaks for `github-actions[bot]`, as `GITHUB_TOKEN` does. */
  readonly token: string;
  /** Speaks for a person with write access, `on-call`. */
  readonly personToken: string;
  /** Every request since the start or since it was cleared (`requests.length = 0`), in the order answered. */
  readonly requests: SeenRequest[];
  /** What stands there now, without times and ids that differ from run to run. */
  state(): GitHubState;
  /** What people do. */
  readonly act: Acts;
  close(): Promise<void>;
}

const actions = { login: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };
const person = { login: 'on-call', email: 'on-call@bookshop.example' };
const stranger = { login: 'stranger', email: 'stranger@elsewhere.example' };

/**
 * Starts a stateful GitHub on a free loopback port: npm `emulate`, a real git repository, and the additions of this
 * folder where emulate differs from GitHub.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<TestGitHub> {
  const name = options.name ?? 'shop/bookshop';
  const [owner = '', repository = ''] = name.split('/');
  const basePath = options.basePath ?? '';
  const git = await openMirror(options.repository);
  const history = options.repository
    ? await readRefs((args) => gitIn(options.repository!, args))
    : await firstCommit(git, options.files ?? { 'README.md': `# ${repository}\n` });
  const { server, origin } = await listen();
  const apiUrl = `${origin}${basePath}`;
  const emulated = await emulateGitHub({
    baseUrl: apiUrl,
    owner,
    repository,
    private: options.private ?? false,
    defaultBranch: history.defaultBranch,
    users: [
      { ...actions, name: actions.login },
      { ...person, name: 'On call' },
      { ...stranger, name: 'Somebody' },
      ...(options.people ?? []).map((login) => ({ login, name: login, email: `${login}@bookshop.example` })),
    ],
  });
  const { store } = emulated;
  const repo = store.repos.findOneBy('full_name', name)!;
  for (const { login } of [actions, person]) {
    const user = store.users.findOneBy('login', login)!;
    if (login === actions.login) store.users.update(user.id, { type: 'Bot' });
    store.collaborators.insert({ repo_id: repo.id, user_id: user.id, permission: 'write' });
  }
  await loadHistory(store, git, repo.id, history);
  const tip = history.refs.get(`refs/heads/${history.defaultBranch}`)!;
  const seeded = await tellMergedPulls(store, git, repo.id, { name: history.defaultBranch, tip });
  store.repos.update(repo.id, {
    archived: options.archived ?? false,
    pushed_at: store.commits.findOneBy('sha', tip)!.committer_date,
  });

  const world: World = {
    emulated,
    store,
    git,
    origin,
    apiUrl,
    owner,
    name,
    repoId: repo.id,
    logins: { actions: actions.login, person: person.login, stranger: stranger.login },
    refused: new Set(),
    settings: { actionsMayOpenPulls: true, issuesEnabled: true },
    deployments: [],
    environments: new Map(),
    dispatched: new Map(),
    logs: new Map(),
    annotations: new Map(),
    signed: new Set(),
    seeded,
    inner: (method, path, actor, body) => innerAnswer(world, method, path, actor, body),
    ask: (method, path, actor, body) =>
      answerTo(world, callOf(method, fullPath(world, path), body === undefined ? '' : JSON.stringify(body), actor)),
  };
  allShelved(world);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const personToken = `ghp_${randomBytes(18).toString('hex')}`;
  const requests: SeenRequest[] = [];
  answerWith(server, world, {
    basePath,
    tokens: new Map<string, Actor>([
      [token, 'actions'],
      [personToken, 'person'],
    ]),
    requests,
    rateLimit: options.rateLimit,
  });
  return {
    apiUrl,
    serverUrl: origin,
    name,
    token,
    personToken,
    requests,
    state: () => stateOf(world),
    act: actsIn(world),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await git.remove();
    },
  };
}

/** A history of one commit, always with the same id for the same files. */
async function firstCommit(
  git: Awaited<ReturnType<typeof openMirror>>,
  files: Readonly<Record<string, string>>,
): Promise<SeededHistory> {
  const lines = await Promise.all(
    Object.entries(files).map(
      async ([path, text]) => `100644 blob ${await git.write('blob', Buffer.from(text))}\t${path}`,
    ),
  );
  await git.run(['update-index', '--add', '--index-info'], `${lines.join('\n')}\n`);
  const tree = (await git.run(['write-tree'])).toString('utf8').trim();
  const by = 'Platform team <platform-team@bookshop.example> 1767225600 +0000';
  const commit = await git.write(
    'commit',
    Buffer.from(`tree ${tree}\nauthor ${by}\ncommitter ${by}\n\nchore: import the shop\n`),
  );
  return { defaultBranch: 'main', refs: new Map([['refs/heads/main', commit]]) };
}

function fullPath(world: World, path: string): string {
  return path.startsWith('^') ? path.slice(1) : `/repos/${world.name}${path}`;
}

const spent = new WeakMap<World, number>();

async function innerAnswer(
  world: World,
  method: string,
  path: string,
  actor: Actor | 'anonymous',
  body: unknown,
): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (actor !== 'anonymous') {
    // emulate ends each token after 5,000 requests: we count ourselves, so every thousandth gets a new one.
    const count = (spent.get(world) ?? 0) + 1;
    spent.set(world, count);
    const inner = `${actor}-${Math.floor(count / 1000)}`;
    world.emulated.addToken(inner, world.logins[actor]);
    headers.authorization = `Bearer ${inner}`;
  }
  const sent = method === 'GET' || method === 'HEAD' ? {} : { body: JSON.stringify(body ?? {}) };
  const response = await world.emulated.fetch(
    new Request(`${world.origin}${fullPath(world, path)}`, { method, headers, ...sent }),
  );
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const link = response.headers.get('link');
  return {
    status: response.status,
    headers: {
      ...(link ? { link: link.replaceAll(`${world.origin}/repos/`, `${world.apiUrl}/repos/`) } : {}),
      ...(isJson || text === '' ? {} : { 'content-type': response.headers.get('content-type') ?? 'text/plain' }),
    },
    body: isJson ? JSON.parse(asGitHubWrites(world, text)) : text === '' ? undefined : text,
  };
}

/** Times without milliseconds, pages outside the API's base path, GitHub's own documentation. */
function asGitHubWrites(world: World, text: string): string {
  return text
    .replaceAll(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z"/g, '"$1Z"')
    .replaceAll(`"${world.apiUrl}/${world.name}`, `"${world.origin}/${world.name}`)
    .replaceAll('"https://emulate.dev/github"', '"https://docs.github.com/rest"');
}
