import type { LogPattern } from '../../incident/index.ts';
import type { PlanContext } from '../types.ts';
import { amount, clipped } from '../wording.ts';
import type { Operator } from './operators.ts';

/** What the person who is called needs to know, one item each, each naming its evidence. */
export function knownFacts(context: PlanContext, operator: Operator | undefined): string[] {
  const { incident, diagnosis, alternatives = [] } = context;
  const { alert, log, signals } = incident;
  const since = log.onsetAt ? `, first seen in the log at ${log.onsetAt}` : '';
  return [
    `${diagnosis.summary} (${alert.severity}, fired at ${alert.firedAt}${since}; confidence ${diagnosis.confidence.level})`,
    diagnosis.rootCause,
    ...tellingPatterns(context).map(({ id, count, example }) => `${id}, ${times(count)}: ${gist(example)}`),
    ...signals
      .slice(0, 3)
      .map(
        ({ id, name, value, unit, threshold }) =>
          `${id}: ${name} is ${amount(value, unit)}${threshold === undefined ? '' : `, the rule allows ${amount(threshold, unit)}`}`,
      ),
    ...suspectLines(incident),
    ...(operator ? [`${operator.path} says: "${operator.sentence}"`] : []),
    ...diagnosis.immediateActions
      .slice(0, 5)
      .map(({ text, command }) => `To do now: ${text}${command ? ` \`${command}\`` : ''}`),
    ...alternatives.slice(0, 4).map(({ type, why }) => `Not done, ${type}: ${why}`),
  ];
}

/** The patterns that the failure mode's signs met, then what is new, most telling first. */
function tellingPatterns({ incident, match }: PlanContext): LogPattern[] {
  const met = new Set(match.hits.flatMap(({ evidence }) => evidence));
  const { patterns } = incident.log;
  const fresh = patterns.filter(({ level, novelty }) => novelty !== 'steady' && /fatal|error|warn/.test(level));
  const rest = fresh.length > 0 ? fresh : patterns.slice(0, 3);
  return [...new Set([...patterns.filter(({ id }) => met.has(id)), ...rest])].slice(0, 6);
}

/** The first line of a log event, and the innermost error below it. */
function gist(example: string): string {
  const [first = '', ...below] = example.split('\n');
  const root = below.findLast((line) => /^\s*(?:Caused by|--->|[\w.:$]*(?:Error|Exception|Fault)\b)/.test(line));
  return root ? `${clipped(first, 160)} … ${clipped(root, 200)}` : clipped(first, 240);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function suspectLines({ suspects, noneScore, changesRanked }: PlanContext['incident']): string[] {
  if (suspects.length === 0) return [`No merged change was found to suspect (${changesRanked} looked at).`];
  const named = suspects
    .slice(0, 3)
    .map(
      ({ id, number, title, score }) =>
        `${id} ${number ? `#${number} ` : ''}"${clipped(title, 80)}" at ${Math.round(score * 100)} %`,
    );
  return [
    `Changes looked at: ${changesRanked}. None of them at ${Math.round(noneScore * 100)} %; ${named.join('; ')}.`,
  ];
}
