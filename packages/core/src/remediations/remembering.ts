import type { CodeReader } from '../ports/index.ts';

/** Reads that run at the same time; a reader may start a process or a request for each. */
const atOnce = 8;

/** The same reader, asking for nothing twice and for little at the same time. Lives as long as one plan is sought. */
export function remembering(code: CodeReader): CodeReader {
  const known = new Map<string, Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let running = 0;
  const turn = async () => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
  };
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const asked = known.get(key) as Promise<T> | undefined;
    if (asked) return asked;
    const answer = turn()
      .then(read)
      .finally(() => {
        running -= 1;
        waiting.shift()?.();
      });
    known.set(key, answer);
    return answer;
  };
  return {
    head: () => once('head', () => code.head()),
    mergedChanges: (window) => once(`merged ${JSON.stringify(window)}`, () => code.mergedChanges(window)),
    change: (sha) => once(`change ${sha}`, () => code.change(sha)),
    listFiles: (sha) => once(`list ${sha}`, () => code.listFiles(sha)),
    readFile: (path, sha) => once(`read ${sha} ${path}`, () => code.readFile(path, sha)),
  };
}
