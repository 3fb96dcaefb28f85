import { createRedactor } from '../redact/redactor.ts';
import { appAnchors } from './app-excerpt.ts';
import { ciAnchors } from './ci-excerpt.ts';
import { type Excerpt, fillBudget } from './fill-budget.ts';
import { o200kCounter } from './tokens.ts';

/** What kind of log it is, and how much of it may be kept. */
export interface ExcerptOptions {
  /** `app`: what a service wrote. `ci`: what a build or test job printed. */
  readonly kind: 'app' | 'ci';
  /** Tokens of the o200k encoding, line breaks included. */
  readonly budget: number;
}

/**
 * The lines of a log that matter, in line order, redacted, within a token budget. Numbers are 1-based.
 *
 * `app` shows the first event of the most salient patterns; `ci` the decisive errors of the step that failed, with the
 * lines around them.
 */
export async function excerpt(lines: AsyncIterable<string[]>, { kind, budget }: ExcerptOptions): Promise<Excerpt> {
  const anchors = kind === 'ci' ? await ciAnchors(lines) : await appAnchors(lines);
  return fillBudget(anchors, budget, await o200kCounter(), createRedactor());
}
