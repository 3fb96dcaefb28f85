import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { startGit } from './git.ts';
import { onlyCommitted } from './merged-changes.ts';

/** Reads git objects by name, all through one `git cat-file --batch` process that starts with the first read. */
export interface ObjectReader {
  /** Bytes of an object; `undefined` when it does not exist or is too large. Reads may overlap; they are answered in order. */
  read(object: string): Promise<Buffer | undefined>;
  /** Ends the process; open reads answer `undefined`. */
  close(): void;
}

/** The answer that is being read: its bytes so far, and how many are still to come. */
interface Answer {
  readonly kept: Buffer[] | undefined;
  missing: number;
}

/**
 * @param gitDir The clone's git directory.
 * @param maxBytes Size of the largest object that is given.
 */
export function objectReader(gitDir: string, maxBytes: number): ObjectReader {
  const waiting: ((content: Buffer | undefined) => void)[] = [];
  let child: ChildProcessWithoutNullStreams | undefined;
  let pending: Buffer = Buffer.alloc(0);
  let answer: Answer | undefined;

  function start(): ChildProcessWithoutNullStreams {
    const started = startGit(gitDir, [...onlyCommitted, 'cat-file', '--batch']);
    started.stderr.resume();
    started.stdout.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (answer ? takeContent(answer) : takeHeader());
    });
    started.on('error', close);
    started.on('close', close);
    return started;
  }

  /** An answer starts with `<sha> <type> <size>`, or is `<object> missing` and no more. */
  function takeHeader(): boolean {
    const end = pending.indexOf(10);
    if (end < 0) return false;
    const size = / (?:blob|tree|commit|tag) (\d+)$/.exec(pending.toString('utf8', 0, end))?.[1];
    pending = pending.subarray(end + 1);
    if (size === undefined) waiting.shift()?.(undefined);
    else answer = { kept: Number(size) <= maxBytes ? [] : undefined, missing: Number(size) + 1 };
    return true;
  }

  /** The content and a line feed; what is too large streams past. */
  function takeContent(open: Answer): boolean {
    const piece = pending.subarray(0, open.missing);
    pending = pending.subarray(piece.length);
    open.missing -= piece.length;
    open.kept?.push(piece);
    if (open.missing > 0) return false;
    answer = undefined;
    waiting.shift()?.(open.kept && Buffer.concat(open.kept).subarray(0, -1));
    return true;
  }

  function close(): void {
    child?.stdin.end();
    child = undefined;
    for (const resolve of waiting.splice(0)) resolve(undefined);
  }

  return {
    read(object) {
      if (object.includes('\n')) return Promise.resolve(undefined);
      child ??= start();
      child.stdin.write(`${object}\n`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close,
  };
}
