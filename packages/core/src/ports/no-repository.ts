import type { CodeReader } from './index.ts';

/** Stands in where no repository was given: no head, no history, no files. */
export const noRepository: CodeReader = {
  head: async () => ({ repository: '', branch: '', sha: '', shallow: false }),
  mergedChanges: async () => [],
  change: async () => undefined,
  listFiles: async () => [],
  readFile: async () => undefined,
};
