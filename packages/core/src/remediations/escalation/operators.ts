import { cluesOf, wordsOf } from '../clues.ts';
import type { PlanContext } from '../types.ts';
import { clipped } from '../wording.ts';

/** What a document of the repository says of who runs a thing that the evidence names. */
export interface Operator {
  readonly path: string;
  readonly sentence: string;
  /** `the database guild`; absent when the sentence only says that it is not ours. */
  readonly who?: string;
}

const documents =
  /^(?:README|RUNBOOK|OPERATIONS|SUPPORT|ON-?CALL)[\w.-]*$|(?:^|\/)(?:docs?|runbooks?|ops)\/[^\s]{1,200}\.(?:md|adoc|rst)$|\/README\.\w+$/i;
const maxDocuments = 30;
const runBy =
  /\b(?:managed|run|operated|owned|maintained|hosted|provided|looked after)\s+by\s+(?<who>(?:the\s+|our\s+)?[\w'’&-]+(?:\s+(?!and\b|not\b|in\b|on\b|at\b|for\b|with\b|which\b)[\w'’&-]+){0,4})/i;
const notOurs = /\bthird[- ]party\b|\bnot (?:in|part of) this repository\b|\bon[- ]call\b|\bescalat\w+|\bcontact\b/i;

/** The sentence that says most about who runs what the evidence names; `undefined` when no document does. */
export async function operatorOf(context: PlanContext): Promise<Operator | undefined> {
  const { code, head } = context;
  const { words } = cluesOf(context);
  const paths = (await code.listFiles(head.sha)).filter((path) => documents.test(path)).slice(0, maxDocuments);
  let best: { operator: Operator; score: number } | undefined;
  for (const path of paths) {
    for (const sentence of sentencesOf((await code.readFile(path, head.sha)) ?? '')) {
      const who = runBy.exec(sentence)?.groups?.who;
      if (!who && !notOurs.test(sentence)) continue;
      const shared = [...wordsOf(sentence)].reduce((sum, word) => sum + (words.get(word) ?? 0), 0);
      const score = shared + (shared > 0 && who ? 0.5 : 0);
      if (score > (best?.score ?? 0.7))
        best = { score, operator: { path, sentence: clipped(sentence, 240), ...(who ? { who } : {}) } };
    }
  }
  return best?.operator;
}

function sentencesOf(text: string): string[] {
  return text
    .slice(0, 60_000)
    .split(/\n\s*\n|\n(?=\s*[-*#|] ?)/)
    .flatMap((paragraph) => paragraph.replaceAll(/\s+/g, ' ').split(/(?<=[.!?]) (?=[A-Z])/))
    .filter((sentence) => sentence.length > 10 && sentence.length < 1_000);
}
