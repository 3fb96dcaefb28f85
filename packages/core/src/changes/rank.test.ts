import { describe, expect, test } from 'vitest';
import { rankChanges } from './rank.ts';
import type { RankableChange } from './types.ts';

interface Draft {
  readonly number: number;
  readonly title: string;
  readonly mergedAt: string;
  /** Path → diff lines with their prefix, under an optional `@@` heading line. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

function change({ number, title, mergedAt, files }: Draft): RankableChange & { readonly number: number } {
  const patch = Object.entries(files).map(([path, lines]) => {
    const heading = lines[0]?.startsWith('@@') ? [] : ['@@ -10,6 +10,8 @@'];
    return [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, ...heading, ...lines].join('\n');
  });
  const count = (lines: readonly string[], sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return {
    number,
    title,
    mergedAt,
    sha: String(number).padStart(40, 'a'),
    body: '',
    author: 'team',
    patch: `${patch.join('\n')}\n`,
    files: Object.entries(files).map(([path, lines]) => ({
      path,
      additions: count(lines, '+'),
      deletions: count(lines, '-'),
    })),
  };
}

const neighbours = [
  change({
    number: 3,
    title: 'Tidy the release notes',
    mergedAt: '2026-04-10T09:00:00Z',
    files: { 'docs/release.md': ['+Orders are shown by day.'] },
  }),
  change({
    number: 4,
    title: 'Show totals with two decimals',
    mergedAt: '2026-04-10T10:00:00Z',
    files: { 'web/src/format.ts': ['-  return value.toFixed(1);', '+  return value.toFixed(2);'] },
  }),
  change({
    number: 5,
    title: 'Raise the search page size',
    mergedAt: '2026-04-10T11:30:00Z',
    files: { 'search/settings.yaml': ['-pageSize: 20', '+pageSize: 50'] },
  }),
];

const onsetAt = '2026-04-10T12:00:00Z';

describe('rankChanges', () => {
  test('leads a schema drift to the change that reads the column', () => {
    const culprit = change({
      number: 2,
      title: 'Move old prices to their own table',
      mergedAt: '2026-04-10T08:00:00Z',
      files: {
        'shop/src/main/java/com/shop/BookRepository.java': [
          '+  @Query(value = "SELECT price_old FROM book JOIN price_history ON book_id = id", nativeQuery = true)',
        ],
        'shop/src/main/java/com/shop/Book.java': ['-  private BigDecimal priceOld;'],
      },
    });
    const { ranked, noneScore } = rankChanges(
      {
        parts: [
          { id: 'L1', text: 'org.postgresql.util.PSQLException: ERROR: column reference "price_old" is ambiguous' },
        ],
        frames: [],
        onsetAt,
      },
      [...neighbours, culprit],
    );

    expect(ranked[0]!.change.number).toBe(2);
    expect(ranked[0]!.reasons.flatMap((reason) => reason.evidence)).toContain('L1');
    expect(ranked[0]!.reasons.flatMap((reason) => reason.places.map((place) => place.path))).toContain(
      'shop/src/main/java/com/shop/BookRepository.java',
    );
    expect(ranked.reduce((sum, { score }) => sum + score, noneScore)).toBeCloseTo(1, 9);
  });
});
