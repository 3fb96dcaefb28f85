import type { Advice, Step } from '../failure-modes/types.ts';
import {
  type Alert,
  type Diagnosis,
  type Incident,
  incidentId,
  incidentKey,
  type Remediation,
} from '../incident/index.ts';

/** A whole answer to a made-up incident, for tests of reports and knowledge. */
export interface SampleAnswer {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation: Remediation;
  readonly advice: Advice;
}

/** Words that differ from one sample to the next. */
export interface SampleWords {
  readonly service?: string;
  readonly column?: string;
  readonly firedAt?: string;
  /** Put into every text that comes from outside. */
  readonly untrusted?: string;
}

/** A schema drift of some service, with every kind of evidence. */
export function sampleAnswer(words: SampleWords = {}): SampleAnswer {
  const { service = 'ledger-api', column = 'amount_old', firedAt = '2026-03-04T10:42:00Z', untrusted = '' } = words;
  const say = (text: string) => (untrusted === '' ? text : `${text} ${untrusted}`);
  const incident = sampleIncident(service, column, firedAt, say);
  const culprit = {
    change: 'C1',
    number: 52,
    sha: 'a'.repeat(40),
    title: say('Move old amounts to their own table (#52)'),
  };
  const engine = { name: 'offline' as const };
  return {
    incident,
    diagnosis: {
      schemaVersion: 1,
      incidentId: incident.id,
      engine,
      summary: `Every query on ${column} of ${service} fails`,
      rootCause: say(`Two tables carry ${column} since the change.`),
      category: 'application',
      failureMode: 'schema-drift',
      culprit,
      inconclusive: false,
      hypotheses: [
        {
          text: say('The column was never dropped'),
          failureMode: 'schema-drift',
          culprit,
          probability: 0.8,
          evidence: ['L1', 'C1'],
        },
        { text: say('A replica lags'), failureMode: 'unknown', culprit: null, probability: 0.1, evidence: ['M1'] },
      ],
      confidence: { score: 0.82, level: 'high', why: [say(`The diff and L1 share ${column}.`)] },
      blastRadius: {
        text: say(`Readers of ${service}`),
        services: [say(service)],
        endpoints: [say('/entries')],
        evidence: ['L1'],
      },
      immediateActions: [
        { text: say('Stop further deploys'), evidence: ['A.service'], command: say('kubectl rollout pause') },
      ],
      remediationTypes: ['flyway_migration', 'pr_rollback'],
      claims: [{ text: say(`L1 names ${column}`), evidence: ['L1'] }],
      gaps: [{ what: say('No traces were given.'), why: say('The alert links none.'), remedy: say('Add a link.') }],
      diagnosedAt: '2026-03-04T10:45:30Z',
    },
    remediation: {
      schemaVersion: 1,
      incidentId: incident.id,
      engine,
      type: 'flyway_migration',
      attempt: 0,
      title: say(`Drop ${column}`).slice(0, 72),
      summary: say(`A migration drops ${column}.`),
      baseSha: 'f'.repeat(40),
      edits: [
        {
          path: `db/migration/V8__drop_${column}.sql`,
          action: 'create',
          content: `ALTER TABLE entry DROP COLUMN ${column};\n`,
        },
      ],
      patch: say(
        `--- /dev/null\n+++ b/db/migration/V8.sql\n@@ -0,0 +1 @@\n+ALTER TABLE entry DROP COLUMN ${column};\n`,
      ),
      evidence: ['L1', 'C1'],
      risk: { level: 'medium', why: say('The column is gone afterwards.'), destructive: true },
      checks: [{ name: say('git apply --check'), outcome: 'passed', detail: say('applies') }],
      proof: 'checked',
      rollback: say('Restore the column from the backup.'),
      verification: [say('The error rate falls to zero.')],
      escalation: {
        to: say('Database team'),
        why: say('They own the schema.'),
        handOver: ['L1 and C1', say('Prepared change:\n--- a/x\n+++ b/x\n')],
      },
      alternatives: [{ type: 'pr_rollback', why: say('Its migration has run.') }],
      plannedAt: '2026-03-04T10:46:00Z',
    },
    advice: sampleAdvice(service, column, say),
  };
}

function sampleIncident(service: string, column: string, firedAt: string, say: (text: string) => string): Incident {
  const alert: Alert = {
    schemaVersion: 1,
    id: 'a-1',
    source: 'generic',
    rule: say('HTTP 500 above 5 %'),
    title: say('HTTP 500 above 5 %'),
    description: say('The share of failed requests is high.'),
    severity: 'P1',
    status: 'firing',
    service: say(service),
    environment: 'production',
    firedAt,
    metrics: [{ name: say('error_rate'), value: 42, unit: '%', threshold: 5 }],
    labels: { team: say('ledger'), pod: say('ledger-1') },
    links: [{ title: say('Dashboard'), url: 'https://grafana.bookshop.example/d/1' }],
  };
  const stack = `org.postgresql.util.PSQLException: ERROR: column reference "${column}" is ambiguous`;
  return {
    schemaVersion: 1,
    id: incidentId(alert),
    key: incidentKey(alert),
    alert,
    repository: { name: 'acme/ledger', branch: 'main', headSha: 'f'.repeat(40) },
    log: {
      lines: 210,
      bytes: 20_480,
      distinct: 12,
      onsetAt: '2026-03-04T10:31:12Z',
      startsAt: '2026-03-04T10:00:00Z',
      endsAt: '2026-03-04T10:44:00Z',
      patterns: [
        {
          id: 'L1',
          template: say(`ERROR <*> column reference "${column}" is ambiguous`),
          example: say(`${stack}\n\tat acme.LedgerRepository.find(LedgerRepository.java:88)`),
          level: 'error',
          count: 142,
          firstLine: 80,
          firstAt: '2026-03-04T10:31:12Z',
          lastAt: '2026-03-04T10:44:00Z',
          novelty: 'new',
          salience: 0.9,
          frames: [{ symbol: 'acme.LedgerRepository.find', file: 'LedgerRepository.java', line: 88 }],
        },
        {
          id: 'L2',
          template: say('WARN retry <*>'),
          example: say('WARN retry 3'),
          level: 'warn',
          count: 400,
          firstLine: 12,
          firstAt: '2026-03-04T10:02:00Z',
          lastAt: '2026-03-04T10:44:00Z',
          novelty: 'burst',
          salience: 0.4,
          frames: [],
        },
      ],
      redactions: { email: 2 },
    },
    signals: [{ id: 'M1', name: say('error_rate'), value: 42, unit: '%', threshold: 5, baseline: 0.2 }],
    suspects: [
      {
        id: 'C1',
        number: 52,
        sha: 'a'.repeat(40),
        title: say('Move old amounts to their own table (#52)'),
        author: say('Ledger team'),
        mergedAt: '2026-03-04T09:55:00Z',
        files: [{ path: say('src/main/java/acme/Entry.java'), additions: 3, deletions: 5 }],
        score: 0.82,
        reasons: [
          {
            signal: 'identifier',
            text: say(`The diff holds ${column}.`),
            weight: 3,
            evidence: ['L1'],
            places: [
              { path: say('Entry.java'), line: 12, side: 'removed', text: say(`private BigDecimal ${column};`) },
            ],
          },
        ],
      },
    ],
    changesRanked: 11,
    noneScore: 0.08,
    pastIncidents: [
      {
        id: 'K1',
        entry: 'incidents/20251104-ledger-00000001.md',
        title: say('Missing column'),
        score: 0.6,
        why: say('Shares the failure mode schema-drift.'),
        failureMode: 'schema-drift',
        remediationType: 'flyway_migration',
        resolution: say('A migration added the column.'),
        mttrMinutes: 41,
      },
    ],
    files: [{ id: 'F1', path: say('src/main/java/acme/LedgerRepository.java'), why: say('A frame of L1'), line: 88 }],
    gaps: [{ what: say('No baseline.'), why: say('The source sends none.'), remedy: say('Send one.') }],
    ingestedAt: '2026-03-04T10:44:30Z',
  };
}

function sampleAdvice(service: string, column: string, say: (text: string) => string): Advice {
  const step = (text: string, evidence: string[], command?: string): Step => ({
    text: say(text),
    evidence,
    ...(command ? { command: say(command) } : {}),
  });
  return {
    immediate: [step(`Pause deploys of ${service}.`, ['A.service'])],
    runbook: {
      detect: [step(`error_rate of ${service} is 42 %.`, ['M1'])],
      triage: [step(`Only queries on ${column} fail.`, ['L1'])],
      diagnose: [step(`Look up ${column}.`, ['L1'], `psql -c "select * from ${column}"`)],
      resolve: [step(`Drop ${column} by a migration.`, ['L1', 'C1'])],
      verify: [step(`${service} answers again.`, ['A.service'])],
      prevent: [step(`Test ${service} on PostgreSQL.`, ['L1'])],
    },
    alertRules: [
      {
        alert: 'LedgerErrors',
        expr: 'sum(rate(http_server_requests_seconds_count{status=~"5.."}[5m])) > 0.05',
        for: '5m',
        severity: 'critical',
        summary: say(`${service} fails`),
        description: say('Rate {{ $value }} on {{ $labels.pod }}'),
        evidence: ['M1'],
      },
    ],
    capacity: [step(`${service} has capacity to spare.`, ['M1'])],
    recovery: [step(`Back up ${column} first.`, ['L1'])],
    performance: [],
  };
}
