import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './git.ts';

/** Reads git objects by name, all through one `git cat-file --batch` process that starts with the first read. */
export interface ObjectReader {
  /** Bytes of an object; `undefined` when it does not exist. Reads may overlap; they are answered in order. */
  read(object: string): Promise<Buffer | undefined>;
  /** Ends the process; open reads answer `undefined`. */
  close(): void;
}

/** @param root Folder of the clone. */
export function objectReader(root: string): ObjectReader {
  const waiting: ((content: Buffer | undefined) => void)[] = [];
  let child: ChildProcessWithoutNullStreams | undefined;
  let pending: Buffer = Buffer.alloc(0);

  function start(): ChildProcessWithoutNullStreams {
    const started = spawn('git', ['cat-file', '--batch'], { cwd: root, env: gitEnvironment(root) });
    started.stdout.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (answerOne());
    });
    started.on('error', close);
    started.on('close', close);
    started.stdin.on('error', () => {});
    return started;
  }

  /** One answer is `<sha> <type> <size>\n<content>\n`, or `<object> missing\n`. */
  function answerOne(): boolean {
    const end = pending.indexOf(10);
    if (end < 0) return false;
    const size = / (?:blob|tree|commit|tag) (\d+)$/.exec(pending.toString('utf8', 0, end))?.[1];
    const length = size === undefined ? 0 : Number(size) + 1;
    if (pending.length < end + 1 + length) return false;
    const content = size === undefined ? undefined : Buffer.from(pending.subarray(end + 1, end + length));
    pending = pending.subarray(end + 1 + length);
    waiting.shift()?.(content);
    return true;
  }

  function close(): void {
    child?.stdin.end();
    child = undefined;
    for (const answer of waiting.splice(0)) answer(undefined);
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
