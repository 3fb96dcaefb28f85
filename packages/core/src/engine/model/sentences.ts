import type { Claim, EvidenceId } from '../../incident/index.ts';
import { createRedactor } from '../../logs/redact/redactor.ts';
import { oneLine, visible } from '../../report/text.ts';
import type { Sentence } from './reply.ts';

/** Characters of a sentence, and of a quote, that are taken. */
const maxSentence = 500;
const quoteLength = { least: 8, most: 400 } as const;

/** Something to follow, to run or to hand over has no place in a statement of what happened. */
const orders =
  /:\/\/|\bwww\.|\b(?:curl|wget|sudo|rm -rf|sh -c|chmod|base64|powershell|Invoke-\w+|kubectl|javascript:)\b|\b(?:send|paste|post|provide|share|enter|give|reply with|reveal|print|upload|e?mail)\b.{0,60}\b(?:passwords?|tokens?|secrets?|api[ -]?keys?|credentials?|private keys?)\b|\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules?|policy|evidence|above|previous)\b/i;
/** Words that hardly any English sentence of six words or more does without, and that other languages do not share. */
const english = /\b(?:the|of|and|is|are|by|with|that|which|when|from|because|has|been|it)\b/i;

/**
 * A model's sentence as a claim, standing on the citations whose quotes are found in what was shown under their ids;
 * `undefined` when none is, or when the sentence is not one plain English statement.
 */
export function claimOf({ text, citations }: Sentence, shown: ReadonlyMap<EvidenceId, string>): Claim | undefined {
  const sentence = plainSentence(text);
  const evidence = [...new Set(citations.flatMap((citation) => citedId(citation, shown)))];
  return sentence !== undefined && evidence.length > 0 ? { text: sentence, evidence } : undefined;
}

/** A model's text on one line; `undefined` when it is not one plain English statement. */
function plainSentence(text: string): string | undefined {
  const sentence = oneLine(text);
  const isEnglish = sentence.split(' ').length < 6 || english.test(sentence);
  return isEnglish && isHarmless(text, sentence) ? sentence : undefined;
}

/** A model's title, such as that of a pull request; `undefined` when it is not one plain line of ASCII. */
export function plainTitle(text: string): string | undefined {
  const line = oneLine(text);
  return /^[ -~]+$/.test(line) && isHarmless(text, line) ? line : undefined;
}

function isHarmless(given: string, sentence: string): boolean {
  if (sentence === '' || sentence.length > maxSentence || visible(given) !== given) return false;
  return !orders.test(sentence) && createRedactor().redact(sentence) === sentence;
}

function citedId({ id, quote }: Sentence['citations'][number], shown: ReadonlyMap<EvidenceId, string>): EvidenceId[] {
  const cited = id.replaceAll(/[[\]\s]/g, '');
  const text = shown.get(cited);
  if (text === undefined) return [];
  const words = comparable(quote);
  const whole = comparable(text);
  const isLong = words.length >= quoteLength.least && words.length <= quoteLength.most;
  return words === whole || (isLong && whole.includes(words)) ? [cited] : [];
}

/** White space, case and the shape of quotation marks do not make another quote. */
function comparable(text: string): string {
  return oneLine(text.slice(0, 8000)).toLowerCase().replaceAll(/[“”]/g, '"').replaceAll(/[‘’]/g, "'");
}
