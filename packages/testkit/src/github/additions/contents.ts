import { type Addition, json } from '../world.ts';

/** GitHub's limit of a folder's list (docs.github.com). */
const limit = 1000;

/** What stands at a path. emulate tells files and links as GitHub does. */
export const contents: readonly Addition[] = [
  {
    why: 'A folder is listed as git orders it, up to a limit, and without the targets of links and the homes of submodules.',
    method: 'GET',
    path: /^\/contents(?:\/.*)?$/,
    after: (_world, _call, _params, answer) => {
      if (answer.status !== 200 || !Array.isArray(answer.body)) return undefined;
      const entries = (answer.body as Entry[]).sort((a, b) => Buffer.compare(orderOf(a), orderOf(b)));
      return json(200, entries.slice(0, limit).map(listed), answer.headers);
    },
  },
];

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly target?: string;
  readonly submodule_git_url?: string | null;
  readonly [field: string]: unknown;
}

/** git orders folders as if their names ended in a slash. */
function orderOf({ name, type }: Entry): Buffer {
  return Buffer.from(type === 'dir' ? `${name}/` : name);
}

/** An entry with the fields that every entry has. */
function listed({ target: _target, submodule_git_url: _url, ...entry }: Entry): object {
  return entry;
}
