import type { Change } from '../ports/index.ts';
import type { PlanContext } from './types.ts';

/** One file of the culprit at three times. A text is `undefined` when the file is absent then. */
export interface FileHistory {
  /** Path after the culprit, or the last path of a file that it deleted. */
  readonly path: string;
  /** Path before the culprit; the same unless it renamed the file. */
  readonly pathBefore: string;
  /** Path at the head, when a later change renamed the file. */
  readonly pathAtHead: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly head: string | undefined;
  /** True when the file is there at one of the times but cannot be read as text. */
  readonly unreadable: boolean;
}

/** The culprit's files before it, after it and today; `undefined` when there is no commit before it. */
export async function culpritFiles(context: PlanContext, later: readonly Change[]): Promise<FileHistory[] | undefined> {
  const { culprit, code, head } = context;
  if (!culprit?.parentSha) return undefined;
  const { parentSha } = culprit;
  const present = {
    before: new Set(await code.listFiles(parentSha)),
    after: new Set(await code.listFiles(culprit.sha)),
    head: new Set(await code.listFiles(head.sha)),
  };
  const read = async (path: string, paths: ReadonlySet<string>, sha: string) => {
    if (!paths.has(path)) return { text: undefined, unreadable: false };
    const text = await code.readFile(path, sha);
    return { text, unreadable: text === undefined };
  };
  return Promise.all(
    culprit.files.map(async ({ path, previousPath }) => {
      const pathBefore = previousPath ?? path;
      const pathAtHead = present.head.has(path) ? path : renamedTo(path, later);
      const before = await read(pathBefore, present.before, parentSha);
      const after = await read(path, present.after, culprit.sha);
      const now = await read(pathAtHead, present.head, head.sha);
      return {
        path,
        pathBefore,
        pathAtHead,
        before: before.text,
        after: after.text,
        head: now.text,
        unreadable: before.unreadable || after.unreadable || now.unreadable,
      };
    }),
  );
}

/** Changes merged after the culprit, oldest first. */
export async function laterChanges({ culprit, code }: PlanContext): Promise<Change[]> {
  if (!culprit) return [];
  const merged = await code.mergedChanges({ since: culprit.mergedAt, until: '2099-12-31T23:59:59Z', limit: 500 });
  const at = merged.findIndex(({ sha }) => sha === culprit.sha);
  const newer = at === -1 ? merged.filter(({ mergedAt }) => mergedAt > culprit.mergedAt) : merged.slice(0, at);
  return newer.reverse();
}

/** The newest later change that touched a path. */
export function lastToTouch(path: string, later: readonly Change[]): Change | undefined {
  return later.findLast(({ files }) => files.some((file) => file.path === path || file.previousPath === path));
}

function renamedTo(path: string, later: readonly Change[]): string {
  let current = path;
  for (const { files } of later) current = files.find((file) => file.previousPath === current)?.path ?? current;
  return current;
}
