import type { Step } from '../failure-modes/types.ts';
import type { Incident } from '../incident/index.ts';
import { code } from './sanitise.ts';
import { bulleted } from './steps.ts';

const headings = {
  capacity: 'Capacity',
  'disaster-recovery': 'Disaster recovery',
  performance: 'Performance',
} as const;
/** The three kinds of recommendations. */
export type RecommendationKind = keyof typeof headings;

/** Recommendations of one kind. Where the evidence carries none, the text says that instead of giving advice that fits anything. */
export function recommendationsText(
  kind: RecommendationKind,
  { alert, id }: Pick<Incident, 'alert' | 'id'>,
  steps: readonly Step[],
): string {
  const head = `# ${headings[kind]}: ${code(alert.service)}`;
  const body =
    steps.length > 0
      ? bulleted(steps)
      : `The evidence of ${code(id)} carries no recommendation on ${headings[kind].toLowerCase()}.`;
  return `${head}\n\n${body}\n`;
}
