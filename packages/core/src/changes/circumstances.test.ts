import { expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import { changeOf } from './test-changes.ts';
import type { PastCulprit, Symptom } from './types.ts';

const mergedAt = '2026-05-20T08:00:00Z';
const [basket, mail] = ['Raise the size of the basket cache', 'Send mails in batches'].map((title, index) =>
  changeOf({ number: 7 + index, title, mergedAt, files: { [`lib/part-${index}/main.ts`]: ['-one();', '+two();'] } }),
) as [ReturnType<typeof changeOf>, ReturnType<typeof changeOf>];

function reasonsOf(more: Partial<Symptom>, signal: string, text = 'the shop answers slowly') {
  const { ranked } = rankChanges({ parts: [{ id: 'L1', text }], frames: [], ...more }, [mail, basket]);
  return ranked.flatMap(({ change, reasons }) =>
    reasons.filter((reason) => reason.signal === signal).map((reason) => ({ number: change.number, ...reason })),
  );
}

function past(title: string, number?: number): PastCulprit {
  return { id: 'K1', title, likeness: 0.5, ...(number === undefined ? {} : { number }) };
}

test.each([
  ['the very change', past(basket.title, 7), 0.6],
  ['one of like words', past('Raise the basket cache’s size again', 3), 0.45],
])('a change is suspect when a past incident was done by %s', (_, culprit, least) => {
  const [reason] = reasonsOf({ past: [culprit] }, 'past-culprit');

  expect(reason).toMatchObject({
    number: 7,
    text: `It is like “${culprit.title}”, which did a past incident of this kind.`,
    evidence: ['K1'],
  });
  expect(reason!.weight).toBeGreaterThanOrEqual(least);
});

test.each([past('Raise the limit of uploads', 3), past('Drop the table of receipts', 7)])(
  'a past culprit of another matter casts no suspicion: $title',
  (culprit) => {
    expect(reasonsOf({ past: [culprit] }, 'past-culprit')).toEqual([]);
  },
);

test('files of the failing service are known by their owners too', () => {
  const reasons = reasonsOf({ service: 'basket-api', ownedPaths: new Set(['lib/part-0/main.ts']) }, 'service');

  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatchObject({
    number: 7,
    text: 'It changes `lib/part-0/main.ts`, whose owners bear the name of the failing service basket-api.',
  });
});

test('a file that the symptom names is shown where the change touches it', () => {
  expect(reasonsOf({}, 'named-file', 'see lib/part-1/main.ts')[0]).toMatchObject({
    number: 8,
    places: [{ path: 'lib/part-1/main.ts', line: 10, side: 'added', text: 'two();' }],
  });
});
