import type { Change } from '../ports/index.ts';

/** A change in few words, for tests. */
export interface Draft {
  readonly number: number;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly mergedAt: string;
  readonly body?: string;
  /** Path → lines of the diff with their prefix; an `@@` line may lead them. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** Writes the draft out as a change with a git diff. */
export function changeOf({ number, title, mergedAt, body = '', files }: Draft): Change & { readonly number: number } {
  const patch = Object.entries(files).map(([path, lines]) => {
    const heading = lines[0]?.startsWith('@@') ? [] : ['@@ -10,6 +10,8 @@'];
    return [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, ...heading, ...lines].join('\n');
  });
  return {
    number,
    title,
    body,
    mergedAt,
    sha: number.toString(16).padStart(40, '0'),
    author: 'Platform team <platform-team@shop.example>',
    patch: `${patch.join('\n')}\n`,
    files: Object.entries(files).map(([path, lines]) => ({
      path,
      additions: lines.filter((line) => line.startsWith('+')).length,
      deletions: lines.filter((line) => line.startsWith('-')).length,
    })),
  };
}
