import type { Incident } from '../../incident/index.ts';
import { type SampleAnswer, sampleAnswer } from '../sample-answer.ts';

/** Names of fields whose values our own code or a schema decides. Every other string comes from outside. */
const OURS = new Set(
  'schemaVersion id key severity status source evidence change type level novelty side action category proof outcome for sha headSha baseSha baseBlob planHash incidentId name:engine remediationTypes signal expr'.split(
    ' ',
  ),
);
const TIME = /At$/;
const URLS = /^https:\/\/grafana\.bookshop\.example\//;

/** The longest that a schema lets a field be. */
const LIMITS: Readonly<Record<string, number>> = { 'remediation.title': 72, 'diagnosis.summary': 200 };

/**
 * A whole answer with the same text in every field that comes from outside: alert, log, changes, past incidents, what a
 * model may have written, the advice. New fields are filled without being named here.
 *
 * @returns The answer and the paths of the fields that hold the text (`incident.alert.title`), for counting.
 */
export function hostileAnswer(text: string): { readonly answer: SampleAnswer; readonly fields: readonly string[] } {
  const fields: string[] = [];
  return { answer: filled(wholeAnswer(), '', text, fields) as SampleAnswer, fields };
}

/** The sample with the optional fields that it leaves out. */
function wholeAnswer(): SampleAnswer {
  const sample = sampleAnswer();
  const { alert, log, suspects } = sample.incident;
  const second = { ...suspects[0]!, id: 'C2', score: 0.05 };
  delete (second as { number?: number }).number;
  const incident: Incident = {
    ...sample.incident,
    alert: { ...alert, resource: 'ledger-1', labels: { ...alert.labels, severity: 'page' } },
    log: { ...log, redactions: { email: 2 } },
    suspects: [...suspects, second],
    repository: { ...sample.incident.repository },
  };
  return {
    ...sample,
    incident,
    diagnosis: { ...sample.diagnosis, engine: { name: 'openai', model: 'a-model', fallback: 'no answer' } },
    remediation: {
      ...sample.remediation,
      infrastructure: { action: 'scale_k8s', parameters: { replicas: '6' }, planHash: 'c'.repeat(64) },
    },
  };
}

function filled(value: unknown, path: string, text: string, fields: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, path, text, fields));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => {
      const ours = OURS.has(name) || TIME.test(name) || (name === 'name' && path.endsWith('.engine'));
      return [name, ours ? inner : filled(inner, path ? `${path}.${name}` : name, text, fields)];
    });
    // Label names are the sender's, too.
    if (path === 'incident.alert.labels') entries.push([text.slice(0, 200), text]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  fields.push(path);
  if (URLS.test(value)) return `https://grafana.bookshop.example/d?q=${text.slice(0, 2000)}`;
  // Of several lines the first is prose and the others are a block, whatever they hold.
  if (path === 'remediation.escalation.handOver') return `Prepared change:\n+a\n${text}\n+b`;
  if (path === 'advice.alertRules.alert') return text || 'Rule';
  const limit = LIMITS[path];
  return limit === undefined ? text : text.slice(0, limit);
}
