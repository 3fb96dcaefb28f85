import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEmulator } from 'emulate';
import type { GitHubStore } from './store.ts';

/** emulate's GitHub without its listener: called in this process, its store at hand. */
export interface Emulated {
  readonly store: GitHubStore;
  /** Answers one request; the path without any prefix, `authorization: Bearer <token of the seed>`. */
  fetch(request: Request): Promise<Response>;
  /** Lets one more token speak for a login. */
  addToken(token: string, login: string): void;
}

/** What the emulated GitHub begins with. */
export interface EmulatedSeed {
  readonly baseUrl: string;
  readonly owner: string;
  readonly repository: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly users: readonly { readonly login: string; readonly name: string; readonly email: string }[];
}

interface Plugin {
  register(
    app: { readonly fetch: (request: Request) => Promise<Response> },
    store: unknown,
    webhooks: unknown,
    baseUrl: string,
    tokens: Map<string, { login: string; id: number; scopes: string[] }>,
  ): void;
}

interface GitHubModule {
  readonly githubPlugin: Plugin;
  readonly getGitHubStore: (store: unknown) => GitHubStore & Record<string, never>;
}

let queue: Promise<unknown> = Promise.resolve();

/**
 * Starts emulate's GitHub. Its interface gives no way to the store, and a history with its own ids, dates and numbers
 * cannot be told through the API; so we listen in while its GitHub plug-in registers with the application. emulate is
 * pinned to one version for this reason.
 */
export function emulateGitHub(seed: EmulatedSeed): Promise<Emulated> {
  const started = queue.then(() => start(seed));
  queue = started.catch(() => undefined);
  return started;
}

async function start(seed: EmulatedSeed): Promise<Emulated> {
  const { githubPlugin, getGitHubStore } = await githubModule();
  const original = githubPlugin.register;
  let seen: Parameters<Plugin['register']> | undefined;
  githubPlugin.register = (...parts) => {
    seen = parts;
    original.apply(githubPlugin, parts);
  };
  try {
    const emulator = await createEmulator({
      service: 'github',
      port: 0,
      baseUrl: seed.baseUrl,
      seed: {
        tokens: {},
        github: {
          users: seed.users,
          orgs: [{ login: seed.owner, name: seed.owner }],
          repos: [
            {
              owner: seed.owner,
              name: seed.repository,
              private: seed.private,
              default_branch: seed.defaultBranch,
              auto_init: false,
            },
          ],
        },
      },
    });
    await emulator.close();
  } finally {
    githubPlugin.register = original;
  }
  if (!seen) throw new Error('emulate started without its GitHub plug-in: is it still version 0.12.2?');
  const [app, raw, , , tokens] = seen;
  const tables = getGitHubStore(raw) as unknown as GitHubStore & {
    pullRequests: GitHubStore['pulls'];
    workflowRuns: GitHubStore['runs'];
  };
  return {
    store: { ...tables, pulls: tables.pullRequests, runs: tables.workflowRuns },
    fetch: (request) => app.fetch(request),
    addToken: (token, login) => void tokens.set(token, { login, id: tokens.size + 1, scopes: ['repo', 'user'] }),
  };
}

/** The part of emulate that knows GitHub; its file name carries a hash, which the entry file knows. */
async function githubModule(): Promise<GitHubModule> {
  const manifest = findPackageJSON('emulate', import.meta.url);
  if (!manifest) throw new Error('emulate is not installed');
  const dist = join(dirname(manifest), 'dist');
  const entry = readFileSync(join(dist, 'api.js'), 'utf8');
  const file = /label: "GitHub REST API emulator"[\s\S]*?import\("\.\/(dist-\w+\.js)"\)/.exec(entry)?.[1];
  if (!file) throw new Error('emulate no longer loads its GitHub as version 0.12.2 did');
  return (await import(pathToFileURL(join(dist, file)).href)) as GitHubModule;
}
