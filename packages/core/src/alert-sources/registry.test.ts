import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import { Alert, incidentKey } from '../incident/index.ts';
import { createRedactor } from '../logs/index.ts';
import { marker } from '../report/marker.ts';
import { alertSources, normaliseAlert, splitPayload } from './registry.ts';

const here = import.meta.dirname;
const receivedAt = '2026-12-01T00:00:00.000Z';
/** Stands for a value that is taken away. */
const gone = Symbol('gone');

test('every folder is a registered alert source of the same name', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(alertSources.map((source) => source.id).sort()).toEqual(folders.map((entry) => entry.name).sort());
});

interface Origin {
  /** The form of a page's sample, with neutral values; or put together from what pages and senders tell of the form. */
  readonly origin: 'documentation' | 'reconstructed';
  readonly url?: string;
  /** What the alert must say, and the gaps that it has. */
  readonly reads: Readonly<Record<string, unknown>> & { readonly gaps?: readonly string[] };
}

describe.each(alertSources)('$id keeps the AlertSource promise', (source) => {
  const folder = `${here}/${source.id}/__fixtures__`;
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'origins.json');
  const origins = JSON.parse(readFileSync(`${folder}/origins.json`, 'utf8')) as Record<string, Origin>;
  const payloadOf = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  const fixtures = files.map((file) => ({ file, payload: payloadOf(file), reads: origins[file]?.reads ?? {} }));

  test('has at least two payloads, and says of each where it is from', () => {
    expect(files.length).toBeGreaterThan(1);
    expect(Object.keys(origins).sort()).toEqual(files.sort());
    for (const { origin, url } of Object.values(origins)) {
      expect(['documentation', 'reconstructed']).toContain(origin);
      if (origin === 'documentation') expect(url).toMatch(/^https:\/\//);
    }
  });

  test.each(fixtures)('$file becomes the alert that it means', ({ payload, reads: { gaps = [], ...reads } }) => {
    const read = normaliseAlert(payload, receivedAt);
    expect(Alert.parse(read.alert)).toMatchObject({ source: source.id, ...reads });
    expect(read.gaps.map(({ what }) => what)).toEqual(gaps);
    if (!gaps.includes("The alert's time")) expect(read.alert.firedAt).not.toBe(receivedAt);
    expect(read.alert.service).not.toBe('unknown');
  });

  test.each(fixtures)('$file is recognised by no other source', ({ payload }) => {
    const all = alertSources.filter(({ id, recognises }) => id !== 'generic' && recognises(payload));
    expect(all.map(({ id }) => id)).toEqual(source.id === 'generic' ? [] : [source.id]);
  });

  test.each([null, 42, 'text', [], {}])('does not claim or choke on %j', (junk) => {
    expect(source.recognises(junk)).toBe(false);
  });

  test.each(fixtures)('$file is the same alert where a relay wrapped it', ({ payload }) => {
    expect(normaliseAlert({ alert: payload }, receivedAt)).toEqual(normaliseAlert(payload, receivedAt));
  });

  test.each(fixtures)('$file splits into payloads of one alert each', ({ payload }) => {
    const parts = splitPayload(payload);
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(normaliseAlert(part, receivedAt).alert.source).toBe(source.id);
      expect(splitPayload(part)).toHaveLength(1);
    }
  });

  test('damaged payloads become an alert, or an error that names the field', () => {
    const texts = fixtures.map(({ payload }) => JSON.stringify(payload));
    const values = fc.oneof(
      fc.constantFrom<unknown>(null, '', ' ', [], {}, [null], [[]], true, -1, 1e300, '\u0000', '2026-13-45T99:99:99Z'),
      fc.integer(),
      fc.double(),
      fc.string(),
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 2 }),
    );
    const damages = fc.array(fc.tuple(fc.nat(), fc.oneof(values, fc.constant(gone))), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.nat(texts.length - 1), damages, (which, changes) => {
        const payload = changes.reduce<unknown>(
          (root, [at, value]) => replaceNth(root, at, value),
          JSON.parse(texts[which]!),
        );
        try {
          expect(Alert.safeParse(normaliseAlert(payload, receivedAt).alert).error).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(SreError);
          const { code, message, remedy } = error as SreError;
          expect(code === 'ALERT_UNRECOGNISED' ? remedy : message).toMatch(/`[^`]+`|no title under any name/);
        }
      }),
      { numRuns: process.env.SRE_AIOPS_LONG === '1' ? 10_000 : 300 },
    );
  });
});

test('one group is one incident, whoever speaks for it; its alerts can be had one by one', () => {
  const alert = (pod: string, severity: string) => ({
    status: 'firing',
    labels: { alertname: 'HighErrorRate', service: 'checkout', severity, pod },
    annotations: {},
    startsAt: '2026-04-12T09:58:24Z',
    fingerprint: pod,
  });
  const groupOf = (...alerts: object[]) => ({
    version: '4',
    groupKey: '{}:{service="checkout"}',
    status: 'firing',
    commonLabels: { alertname: 'HighErrorRate', service: 'checkout' },
    externalURL: '',
    alerts,
  });
  const first = groupOf(alert('blue-0', 'critical'), alert('green-0', 'warning'));
  const then = groupOf(alert('blue-0', 'warning'), alert('green-0', 'critical'), alert('red-0', 'warning'));
  const read = (payload: unknown) => normaliseAlert(payload, receivedAt).alert;
  expect(incidentKey(read(then))).toBe(incidentKey(read(first)));
  expect(read(then).id).toBe(read(first).id);
  expect(new Set(splitPayload(then).map((part) => incidentKey(read(part)))).size).toBe(3);
});

test('a group is over when its last alert is', () => {
  const alert = (endsAt: string) => ({ status: 'resolved', labels: {}, startsAt: '2026-04-12T09:58:24Z', endsAt });
  const alerts = [alert('2026-04-12T10:20:00Z'), alert('2026-04-12T12:25:00+02:00'), alert('0001-01-01T00:00:00Z')];
  const read = normaliseAlert({ version: '4', groupKey: '{}', status: 'resolved', alerts }, receivedAt);
  expect(read.alert).toMatchObject({ status: 'resolved', resolvedAt: '2026-04-12T10:25:00.000Z' });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['checkout', { destination_service_name: 'checkout', reporter: 'source' }],
  ['checkout', { sloth_service: 'checkout', sloth_slo: 'requests' }],
  ['checkout', { label_app: 'checkout', namespace: 'shop' }],
  ['checkout', { PodName: 'checkout-7d9f8c6b5-x2vqz', ContainerName: 'main' }],
  ['checkout', { controllerName: 'checkout', 'Kubernetes namespace': 'shop' }],
  ['shop.example.org', { job: 'blackbox', instance: 'https://shop.example.org/health' }],
  ['shop', { job: 'kube-state-metrics', namespace: 'shop' }],
])('finds the service %s in %j', (service, labels) => {
  const alerts = [{ status: 'firing', labels, startsAt: '2026-04-12T09:58:24Z' }];
  const read = normaliseAlert({ version: '4', groupKey: '{}', status: 'firing', alerts }, receivedAt);
  expect(read.alert.service).toBe(service);
});

test.each<[string, object]>([
  [
    'resolved',
    { check_name: 'Checkout', previous_state: 'DOWN', current_state: 'UP', state_changed_timestamp: 1775988000 },
  ],
  ['firing', { check_name: 'Checkout', previous_state: 'UP', current_state: 'DOWN', importance_level: 'HIGH' }],
  ['resolved', { Name: 'Checkout', Status: 'Up', time: '2026-04-12T10:00:00Z' }],
  [
    'resolved',
    { alert_title: 'Checkout has recovered', alert_type: 'ALERT_RECOVERY', check_name: 'Checkout', level: 'high' },
  ],
  ['resolved', { rule: { name: 'Errors' }, alert: { actionGroup: 'recovered' }, date: '2026-04-12T10:00:00Z' }],
  [
    'resolved',
    {
      notification_type: 'RECOVERY',
      service_description: 'HTTP',
      service_state: 'OK',
      host_name: 'web-1',
      host: 'web-1',
    },
  ],
  ['firing', { notificationtype: 'PROBLEM', servicedesc: 'HTTP', servicestate: 'CRITICAL', hostname: 'web-1' }],
])('an alert of no known sender is %s: %j', (status, payload) => {
  expect(normaliseAlert(payload, receivedAt).alert).toMatchObject({ source: 'generic', status });
});

test.each(['small-envelope.json', 'eventbridge-alarm.json'])(
  '%s without data is no alarm, and no end of one',
  (file) => {
    const payload = readFileSync(`${here}/amazon-cloudwatch/__fixtures__/${file}`, 'utf8');
    const silent = JSON.parse(payload.replaceAll(/ALARM(?=\\?")/g, 'INSUFFICIENT_DATA'));
    expect(() => normaliseAlert(silent, receivedAt)).toThrow('says nothing of an alarm or its end');
  },
);

test('an event of Datadog is of its monitor, which has the same id when it is over', () => {
  const payload = readFileSync(`${here}/datadog/__fixtures__/default-payload.json`, 'utf8');
  const event = JSON.parse(payload);
  const { alert } = normaliseAlert({ ...event, id: `${event.id}1` }, receivedAt);
  expect(alert.id).toBe(normaliseAlert(event, receivedAt).alert.id);
});

test('an unknown payload is refused with what to send instead', () => {
  expect(() => normaliseAlert({ hello: 'world' }, receivedAt)).toThrow(
    expect.objectContaining({ code: 'ALERT_UNRECOGNISED' }),
  );
});

test('the handshake of an SNS topic is no alert, and says what to do', () => {
  const handshake = {
    Type: 'SubscriptionConfirmation',
    MessageId: '165545c9',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
    Message: 'You have chosen to subscribe to the topic. To confirm, visit the SubscribeURL included in this message.',
    SubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
    Timestamp: '2026-04-26T20:45:04.751Z',
  };
  expect(() => normaliseAlert(handshake, receivedAt)).toThrow(
    expect.objectContaining({ code: 'ALERT_INVALID', remedy: expect.stringContaining('confirm the subscription') }),
  );
});

test.each([
  ['2099-01-01T00:00:00.000Z', receivedAt, 1],
  ['2026-12-01T13:00:00.000Z', '2026-12-01T13:00:00.000Z', 0],
])('of an alert that says it fired at %s keeps %s', (firedAt, kept, gaps) => {
  const read = normaliseAlert({ title: 'Checkout fails', service: 'checkout', severity: 'P1', firedAt }, receivedAt);
  expect(read.alert.firedAt).toBe(kept);
  expect(read.gaps).toHaveLength(gaps);
});

/** The value with its n-th inner value (depth first, wrapping around) replaced. */
function replaceNth(root: unknown, n: number, replacement: unknown): unknown {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(root);
  const place = places[n % places.length];
  if (place && replacement === gone) delete place.holder[place.key];
  else if (place) place.holder[place.key] = structuredClone(replacement);
  return root;
}

test('keeps of an alert what a person would read, in characters that print', () => {
  const payload = {
    title: `\u001b]0;gone\u0007\u001b[31mCheck\u202eout\u0000 fails\ud800 \n\n ${'word '.repeat(100_000)}`,
    service: 'checkout\u001f',
    firedAt: '2026-04-12T10:00:00Z',
    description: `first\r\nsecond\u0007 ${'x'.repeat(1_000_000)}`,
    labels: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, 'value'])),
  };
  const { alert } = normaliseAlert(payload, receivedAt);
  expect(alert.title).toMatch(/^Checkout fails\ufffd word word/);
  expect(alert.service).toBe('checkout');
  expect(alert.description).toMatch(/^first\nsecond x/);
  expect([alert.title.length, alert.description.length, Object.keys(alert.labels).length]).toEqual([300, 10_000, 100]);
});

test('takes names of the prototype as names', () => {
  const payload = JSON.parse(
    '{"title":"constructor is slow today","service":"__proto__","severity":"constructor","firedAt":"2026-04-12","labels":{"__proto__":"a","toString":"b"}}',
  );
  const { alert } = normaliseAlert(payload, receivedAt);
  expect(alert).toMatchObject({ service: '__proto__', severity: 'P2', firedAt: '2026-04-12T00:00:00.000Z' });
  expect(alert.labels.toString).toBe('b');
});

test.each([
  ['Apr 12, 2026 10:00 AM', '2026-04-12T10:00:00.000Z'],
  ['2026/04/12 10:00:00', '2026-04-12T10:00:00.000Z'],
  ['Sun, 12 Apr 2026 10:00:00 +0200', '2026-04-12T08:00:00.000Z'],
])('reads %s as the same instant in every time zone', (firedAt, expected) => {
  const before = process.env.TZ;
  try {
    for (const zone of ['Asia/Tokyo', 'America/Lima']) {
      process.env.TZ = zone;
      expect(normaliseAlert({ title: 'Checkout is slow', firedAt }, receivedAt).alert.firedAt).toBe(expected);
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test('takes secrets and personal data out of labels, also where only the name of the label tells, and out of their names', () => {
  const labels = {
    db_password: 'Winter2024!',
    'jo.reader@mail.example': 'could not log in',
    client_secret: 'x8Zq-11!kd93',
    passphrase: 'correct horse battery',
    region: 'eu-central-1',
  };
  const payload = { title: 'Log-in of many users fails', service: 'login', startsAt: '2026-04-12T09:00:00Z', labels };
  const { alert } = normaliseAlert(payload, receivedAt, createRedactor().redact);
  expect(alert.labels).toEqual({
    db_password: '[password-2]',
    '[email-1]': 'could not log in',
    client_secret: '[token-1]',
    passphrase: '[password-1]',
    region: 'eu-central-1',
  });
});

test('a field called alert beside others wraps nothing', () => {
  const alert = { title: 'Checkout is slow', service: 'checkout', firedAt: '2026-04-12T10:00:00Z' };
  expect(normaliseAlert({ ...alert, alert: { title: 'Another' } }, receivedAt).alert.title).toBe('Checkout is slow');
});

test('nothing of its own is an alert: each would bring the next', () => {
  const repository = { name: 'shop', full_name: 'my-org/shop', default_branch: 'main' };
  const issue = { number: 7, title: 'Checkout is slow', state: 'open', labels: [{ name: 'incident' }] };
  const run = { name: 'CI', conclusion: 'failure', updated_at: '2026-11-30T00:00:00Z' };
  const issueOf = (body: string) => () => normaliseAlert({ issue: { ...issue, body }, repository }, receivedAt);
  const runOf = (head_branch: string) => () =>
    normaliseAlert({ workflow_run: { ...run, head_branch }, repository }, receivedAt);
  expect(issueOf('As <!-- sre-aiops:key --> says')().alert.title).toBe('Checkout is slow');
  expect(runOf('fix/sre-aiops/7')().alert.rule).toBe('CI');
  expect(issueOf(`${marker('shop', '20260412-shop-f7c6470c')}\n\nText`)).toThrow('sre-aiops wrote it');
  expect(runOf('sre-aiops/20260412-shop-f7c6470c-fix')).toThrow('a fix of sre-aiops');
});
