import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SreError } from '../errors/sre-error.ts';
import { Alert } from '../incident/index.ts';
import { alertSources, normaliseAlert } from './registry.ts';

const here = import.meta.dirname;
const receivedAt = '2026-01-01T00:00:00.000Z';

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
