import type { Outcome } from '@sre-aiops/core';
import { Comment, read } from './answers.ts';
import type { Bench } from './bench.ts';
import { said, say } from './issues.ts';

/**
 * Says something on an issue in one comment that is kept up to date.
 *
 * @param sign A hidden line that this comment alone has: `<!-- sre-aiops:… -->`.
 */
export async function putComment(bench: Bench, number: number, sign: string, text: string): Promise<Outcome> {
  if ((await bench.policy()).mode === 'off') return { skipped: 'the mode in .github/sre-aiops.yml is off' };
  const body = `${sign}\n${text}`;
  const before = await said(bench, number, sign);
  if (!before) return { outcome: 'created', location: (await say(bench, number, sign, text)).html_url, number };
  if (before.body === body) return { outcome: 'unchanged', location: before.html_url, number };
  const { data } = await bench.connection.request(
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    { comment_id: before.id, body },
    `update our comment on #${number}`,
  );
  return { outcome: 'updated', location: read(Comment, data).html_url, number };
}
