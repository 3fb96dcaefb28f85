import type { Diagnosis, Incident, LogPattern } from '../../incident/index.ts';

const endpoint = /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+"?(\/[\w./{}:$()-]{0,120})/g;
/** A request that was answered well, however slowly. */
const succeeded = /(?:→ |\bstatus\W{1,4}|\bresponded |" )[23]\d\d\b/i;
const failing = new Set(['fatal', 'error', 'warn']);

/** Who is hit, as far as alert and log show it: nothing is assumed about users that nobody counted. */
export function blastRadiusOf(incident: Incident): Diagnosis['blastRadius'] {
  const { alert, log } = incident;
  const bad = log.patterns.filter(({ level, novelty }) => failing.has(level) && novelty !== 'steady');
  const endpoints = [...new Set(bad.flatMap(endpointsOf))].slice(0, 10);
  const events = bad.reduce((sum, { count }) => sum + count, 0);
  const where = alert.environment ? `${alert.service} in ${alert.environment}` : alert.service;
  const seen =
    bad.length > 0
      ? `${events} warnings and errors in ${bad.length} patterns of the log (one failed request may write several)`
      : 'no failing event in the log';
  return {
    text: `${where}: ${seen}${endpoints.length > 0 ? `, at ${endpoints.join(', ')}` : ''}. How many users were hit was not measured.`,
    services: [alert.service],
    endpoints,
    evidence: ['A.service', ...bad.slice(0, 5).map(({ id }) => id)],
  };
}

function endpointsOf(pattern: LogPattern): string[] {
  const lines = pattern.example.split('\n').filter((line) => !succeeded.test(line));
  const paths = lines.flatMap((line) =>
    Array.from(line.matchAll(endpoint), (match) => match[1]!.replace(/[.,:]+$/, '')),
  );
  return paths.map((path) =>
    path.split('(').length > path.split(')').length ? path.slice(0, path.lastIndexOf('(')) : path,
  );
}
