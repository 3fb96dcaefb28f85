import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mapPayload } from './map-payload.ts';
import { normaliseAlert } from './registry.ts';

const receivedAt = '2026-12-01T00:00:00.000Z';
const payload = {
  meldung: {
    kurztext: 'Kasse steht',
    ort: [
      { art: 'filiale', wert: 'Mitte' },
      { art: 'dienst', wert: 'till' },
    ],
  },
  dringlichkeit: 1,
  zeit: 1776074304,
  zustand: 'closed',
  ende: '2026-04-13T10:31:44Z',
};

test('a payload is read as the expressions say', async () => {
  const mapped = await mapPayload(payload, {
    title: '$.meldung.kurztext',
    service: "$.meldung.ort[?@.art == 'dienst'].wert",
    severity: '$.dringlichkeit',
    firedAt: '$.zeit',
    status: '$.zustand',
    resolvedAt: '$.ende',
    environment: '$.missing',
  });
  expect(normaliseAlert(mapped, receivedAt)).toMatchObject({
    gaps: [],
    alert: {
      source: 'generic',
      title: 'Kasse steht',
      service: 'till',
      severity: 'P1',
      status: 'resolved',
      firedAt: '2026-04-13T09:58:24.000Z',
      resolvedAt: '2026-04-13T10:31:44.000Z',
    },
  });
});

test('payloads of known vendors and payloads without a match stay as they are', async () => {
  const file = new URL('./grafana/__fixtures__/firing.json', import.meta.url);
  const known: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(await mapPayload(known, { title: '$.receiver' })).toBe(known);
  expect(await mapPayload({ alert: known }, { title: '$.receiver' })).toEqual({ alert: known });
  expect(await mapPayload(payload, { title: '$.no.such' })).toBe(payload);
  expect(await mapPayload(payload, {})).toBe(payload);
});

test('a wrapped payload is mapped from its own root', async () => {
  expect(await mapPayload({ alert: payload }, { title: '$.meldung.kurztext' })).toMatchObject({ title: 'Kasse steht' });
});

test('what is no JSONPath is refused by the name of its key', async () => {
  await expect(mapPayload(payload, { title: '$..[' })).rejects.toMatchObject({
    code: 'POLICY_INVALID',
    message: expect.stringContaining('alerts.fields.title'),
  });
});
