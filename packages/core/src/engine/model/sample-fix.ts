import { sampleIncident } from '../../failure-modes/sample-incident.ts';
import type { Diagnosis, Incident, RemediationType } from '../../incident/index.ts';
import type { Change } from '../../ports/index.ts';
import { diagnoseOffline } from '../offline/diagnose.ts';

/** A password of a sample file, which nobody may be shown. */
export const samplePassword = 'hunter2Tr0ub4dor';

const before = {
  'src/charge.ts': `import { rates } from './rates.js';

const client = connect({ user: 'charge', password: '${samplePassword}' });

function charge(order) {
  const rate = rates[order.country];
  if (rate === undefined) {
    throw new Error('no rate for this country');
  }
  const sum = order.amount * rate.value;
  client.book(order.id, sum);
  return sum;
}

function refund(order) {
  client.book(order.id, -order.amount);
  return -order.amount;
}

export { charge, refund };
`,
  'src/rates.ts': `const rates = {
  DE: { value: 1.19 },
  FR: { value: 1.2 },
};

export { rates };
`,
  'src/other.ts': 'export const other = 1;\n',
  'test/charge.test.ts': `import { charge } from '../src/charge.js';

test('charges', () => {
  expect(charge({ country: 'DE', amount: 100 })).toBe(119);
});
`,
  'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric);\n',
  '.github/workflows/ci.yml': 'on: push\n',
  '.env': 'KEY=1\n',
  'config/app.yml': 'server:\n  port: 8080\n',
} as const;

/** What the change takes away. */
const check = `  if (rate === undefined) {
    throw new Error('no rate for this country');
  }
`;

/** Files of a small service, before and after the change that broke it; for tests of what a model makes of it. */
export const sampleService = {
  before,
  after: { 'src/charge.ts': before['src/charge.ts'].replace(check, '') },
} as const;

/** An incident of the sample service, brought by a change of it. */
export function sampleFixIncident(culprit: Change): Incident {
  const base = sampleIncident({
    title: 'Charging fails',
    log: ["TypeError: Cannot read properties of undefined (reading 'value')\n    at charge (/srv/src/charge.ts:7:35)"],
    signals: [{ name: 'error_rate', value: 12, unit: '%', threshold: 2 }],
    culprit: {
      number: 52,
      title: 'Trust the country',
      path: 'src/charge.ts',
      added: '  const sum = order.amount * rate.value;',
    },
  });
  return {
    ...base,
    suspects: base.suspects.map((one) => ({ ...one, sha: culprit.sha })),
    repository: { name: 'shop', branch: 'main', headSha: culprit.sha },
  };
}

/** The computed diagnosis of an incident, as sure as a test wants it and with the order that it wants. */
export function sampleDiagnosis(
  incident: Incident,
  score = 0.9,
  remediationTypes: RemediationType[] = ['code_fix', 'pr_rollback', 'escalation'],
): Diagnosis {
  const computed = diagnoseOffline(incident, { name: 'offline' }, incident.alert.firedAt);
  const level = score >= 0.75 ? 'high' : score >= 0.45 ? 'medium' : 'low';
  return { ...computed, remediationTypes, confidence: { score, level, why: [] } };
}
