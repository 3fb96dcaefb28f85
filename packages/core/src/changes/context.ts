import { framesOf } from '../logs/index.ts';
import { corpusOf } from './lexical.ts';
import { type PatchFile, parsePatch } from './patch.ts';
import { type FileKind, fileKindOf } from './paths.ts';
import { createScanner } from './scan.ts';
import { type SettingChange, settingsOf } from './settings.ts';
import type { Context } from './signal.ts';
import { queryOf } from './terms.ts';
import type { RankableChange, RankOptions, Symptom } from './types.ts';

/** Parsed patches that are kept: parsed text takes several times its size. The first ones, since signals go through all in order. */
const maxParsed = 120;
/** Settings of one change that are compared with the symptom. */
const maxSettings = 200;

/** Reads symptom and changes once, for all signals. */
export function contextOf(
  symptom: Symptom,
  changes: readonly RankableChange[],
  { frameTrust = 1, buildsUp = 0, underLoad = 0 }: Pick<RankOptions, 'frameTrust' | 'buildsUp' | 'underLoad'> = {},
): Context {
  const query = queryOf(symptom);
  const scan = createScanner(query);
  const kinds = new Map<string, FileKind>();
  const patches = new Map<number, readonly PatchFile[]>();
  const settings = new Map<number, readonly SettingChange[]>();
  const patchOf = (index: number) => {
    const known = patches.get(index) ?? parsePatch(changes[index]!.patch ?? '');
    if (patches.size < maxParsed) patches.set(index, known);
    return known;
  };
  return {
    symptom,
    changes,
    frameTrust,
    buildsUp,
    underLoad,
    corpus: corpusOf(query, changes.map(scan)),
    frames:
      symptom.frames.length > 0
        ? symptom.frames
        : symptom.parts.flatMap((part) => framesOf(part.text.slice(0, 40_000))).slice(0, 40),
    kindOf: (path) => {
      const known = kinds.get(path) ?? fileKindOf(path);
      kinds.set(path, known);
      return known;
    },
    patchOf,
    settingsOf: (index) => {
      const known = settings.get(index) ?? patchOf(index).slice(0, 100).flatMap(settingsOf).slice(0, maxSettings);
      settings.set(index, known);
      return known;
    },
  };
}
