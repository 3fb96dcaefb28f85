import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log, ProvingGround, TreeState, TrialTree } from '@sre-aiops/core';
import { openScratch, removeFolder, type Scratch } from './scratch.ts';
import { type Clone, cloneAt } from './trial/clone.ts';
import { layState } from './trial/content.ts';
import { trialEnvironment } from './trial/environment.ts';
import { type TrialObjects, trialObjects } from './trial/objects.ts';
import { type Sandbox, sandboxes, workingSandbox } from './trial/sandbox.ts';
import { type OpenTree, openTree } from './trial/tree.ts';
import { unwritableOr } from './trial/unwritable.ts';
import { sharedTemporary, type View } from './trial/view.ts';

/** How commands are run in copies of a clone. */
export interface ProvingGroundOptions {
  /** A folder in the user's clone, or a bare clone. It is only read, and only what is committed. */
  readonly repository: string;
  /** Seconds that one command may take; 600 by default. */
  readonly timeLimitSeconds?: number;
  /** Bytes that one command may print; 64 MiB by default. */
  readonly outputLimitBytes?: number;
  /** Bytes of the end of the output that are kept; 16 KiB by default. */
  readonly keptOutputBytes?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends all that runs and removes all copies; what is waited for is rejected with its reason. */
  readonly signal?: AbortSignal;
  /** Sandboxes to try, the first that works is taken; all that are known by default. */
  readonly sandboxes?: readonly Sandbox[];
}

/** A proving ground on this machine. */
export interface LocalProvingGround extends ProvingGround {
  /** Closes the copies that are still open and removes all that was kept for further ones. Twice is once. */
  close(): Promise<void>;
}

/** What all copies share; made for the first. */
interface Site {
  readonly clone: Clone;
  readonly scratch: Scratch;
  readonly objects: TrialObjects;
  /** Folder of the shared objects. */
  readonly store: string;
  sandbox?: { readonly found: Sandbox | undefined };
}

/**
 * Runs commands in throw-away copies of a local clone. A copy is a repository of its own that holds one commit, without
 * remote, hooks or settings; its objects come from a scratch store that is filled from the clone, so that further copies
 * are quick. Commands run in a sandbox where one works.
 *
 * `open` throws {SreError} `REPOSITORY_UNREADABLE` where there is no readable clone, `OUTPUT_UNWRITABLE` where the scratch
 * space is full, `TOOL_MISSING` without git.
 */
export function provingGround(options: ProvingGroundOptions): LocalProvingGround {
  const { log, signal } = options;
  const limits = {
    seconds: options.timeLimitSeconds ?? 600,
    outputBytes: options.outputLimitBytes ?? 64 * 1024 * 1024,
    keptBytes: options.keptOutputBytes ?? 16 * 1024,
  };
  const trees = new Set<OpenTree>();
  let site: Promise<Site> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  let closing: Promise<void> | undefined;

  const prepare = async (): Promise<Site> => {
    const clone = await cloneAt(options.repository);
    const scratch = await openScratch(() => {
      for (const tree of trees) tree.endNow();
    });
    const store = join(scratch.folder, 'objects');
    try {
      mkdirSync(store);
      return { clone, scratch, store, objects: await trialObjects(clone.gitDir, store) };
    } catch (error) {
      await scratch.close();
      throw unwritableOr(store, error);
    }
  };

  const make = async (state: TreeState): Promise<OpenTree | { refused: string }> => {
    site ??= prepare();
    const shared = await site.catch((error: unknown) => {
      site = undefined;
      throw error;
    });
    const scratch = join(shared.scratch.folder, String(++count));
    try {
      const [content, home, temporary] = ['tree', 'home', 'tmp'].map((name) => join(scratch, name)) as [
        string,
        string,
        string,
      ];
      for (const folder of [scratch, content, home, temporary]) mkdirSync(folder);
      const refused = await layState(state, shared.objects, content, log);
      if (refused !== undefined) {
        await removeFolder(scratch);
        return { refused };
      }
      const unseen = [...shared.clone.folders, sharedTemporary];
      const environment = trialEnvironment({ home, temporary, unseen });
      const view: View = {
        scratch,
        temporary,
        readable: [shared.store],
        caches: environment.caches,
        hidden: [...environment.secrets, ...shared.clone.folders],
      };
      shared.sandbox ??= { found: await workingSandbox(options.sandboxes ?? sandboxes, view, log) };
      return openTree({
        content,
        view,
        variables: environment.variables,
        sandbox: shared.sandbox.found,
        limits,
        ...options,
      });
    } catch (error) {
      await removeFolder(scratch);
      throw unwritableOr(scratch, error);
    }
  };

  const open = async (state: TreeState): Promise<TrialTree | { refused: string }> => {
    if (closing) return { refused: 'The proving ground is closed.' };
    const made = last.then(() => make(state));
    last = made.catch(() => {});
    const tree = await made;
    if ('refused' in tree) return tree;
    trees.add(tree);
    return tree;
  };

  const shut = async () => {
    await last;
    await Promise.all([...trees].map((tree) => tree.close()));
    await (await site?.catch(() => undefined))?.scratch.close();
    signal?.removeEventListener('abort', close);
  };
  const close = () => (closing ??= shut());
  signal?.addEventListener('abort', close);

  return {
    async open(state) {
      signal?.throwIfAborted();
      try {
        return await open(state);
      } finally {
        signal?.throwIfAborted();
      }
    },
    close,
  };
}
