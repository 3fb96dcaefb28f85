export { pullRequestOf } from './merge-commit.ts';
export { type PatchFile, type PatchHunk, type PatchLine, parsePatch } from './patch.ts';
export { type FileKind, fileKindOf } from './paths.ts';
export { rankChanges } from './rank.ts';
export { plainService, serviceNames } from './signals-place.ts';
export { traitsOf } from './traits/index.ts';
export type {
  PastCulprit,
  Place,
  RankableChange,
  RankedChange,
  Ranking,
  RankOptions,
  Symptom,
  TraitFinding,
} from './types.ts';
