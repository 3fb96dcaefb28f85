import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import { Alert } from '../incident/index.ts';
import { createRedactor } from '../logs/index.ts';
import { alertSources, normaliseAlert } from './registry.ts';

const here = import.meta.dirname;
const receivedAt = '2026-12-01T00:00:00.000Z';

test('every folder is a registered alert source of the same name', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(alertSources.map((source) => source.id).sort()).toEqual(folders.map((entry) => entry.name).sort());
});

describe.each(alertSources)('$id keeps the AlertSource promise', (source) => {
  const folder = `${here}/${source.id}/__fixtures__`;
  const fixtures = readdirSync(folder).filter((file) => file.endsWith('.json'));

  test('has at least one payload', () => expect(fixtures).not.toHaveLength(0));

  test.each(fixtures)('%s becomes a valid alert', (file) => {
    const payload: unknown = JSON.parse(readFileSync(`${folder}/${basename(file)}`, 'utf8'));

    expect(source.recognises(payload)).toBe(true);
    const { alert, gaps } = normaliseAlert(payload, receivedAt);
    expect(Alert.parse(alert)).toMatchObject({ source: source.id });
    expect(alert.firedAt).not.toBe(receivedAt);
    expect(alert.service).not.toBe('unknown');
    expect(gaps.map(({ what }) => what)).toEqual([]);
  });

  test.each([null, 42, 'text', [], {}])('does not claim or choke on %j', (junk) => {
    expect(source.recognises(junk)).toBe(false);
  });

  test.each(fixtures)('%s is the same alert where a relay wrapped it', (file) => {
    const payload: unknown = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    expect(normaliseAlert({ alert: payload }, receivedAt)).toEqual(normaliseAlert(payload, receivedAt));
  });

  test.each(fixtures)('%s, damaged, becomes an alert or an error that names the field', (file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    const values = fc.oneof(fc.constantFrom(null, '', ' ', [], {}), fc.integer(), fc.string());
    fc.assert(
      fc.property(fc.nat(), values, (at, value) => {
        const payload = replaceNth(JSON.parse(text), at, value);
        try {
          expect(Alert.safeParse(normaliseAlert(payload, receivedAt).alert).error).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(SreError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('an unknown payload is refused with what to send instead', () => {
  expect(() => normaliseAlert({ hello: 'world' }, receivedAt)).toThrow(
    expect.objectContaining({ code: 'ALERT_UNRECOGNISED' }),
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
  if (place) place.holder[place.key] = replacement;
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
