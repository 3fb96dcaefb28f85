import { createRedactor } from '../redact/redactor.ts';
import { appAnchors } from './app-excerpt.ts';
import { ciExcerpt } from './ci-excerpt.ts';
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
 * The lines of a log that matter, redacted, within a token budget. Numbers are 1-based.
 *
 * `app` shows the first event of the most salient patterns, in line order; `ci` the blocks of consecutive lines that most
 * likely say why the job failed, the likeliest first.
 */
export async function excerpt(lines: AsyncIterable<string[]>, { kind, budget }: ExcerptOptions): Promise<Excerpt> {
  const count = await o200kCounter();
  const redactor = createRedactor();
  if (kind === 'ci') return ciExcerpt(lines, budget, count, redactor);
  return fillBudget(await appAnchors(lines), budget, count, redactor);
}
