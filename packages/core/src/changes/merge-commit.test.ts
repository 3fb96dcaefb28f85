import { expect, test } from 'vitest';
import { pullRequestOf } from './merge-commit.ts';

test.each([
  ['Merge pull request #11 from shop/tax', 'Add taxes', { number: 11, title: 'Add taxes' }],
  ["Merge pull request 'Add taxes' (#12) from tax into main", '', { number: 12, title: 'Add taxes' }],
  ["Merge branch 'tax' into 'main'", 'Add taxes\n\nSee merge request shop/app!13', { number: 13, title: 'Add taxes' }],
  ['Merged in tax (pull request #15)', 'Add taxes', { number: 15, title: 'Add taxes' }],
  ['Merged PR 17: Add taxes', '', { number: 17, title: 'Add taxes' }],
  ['Auto merge of #18 - shop:tax, r=team', 'Add taxes', { number: 18, title: 'Add taxes' }],
  ['Add taxes (#19)', 'They were missing.', { number: 19, title: 'Add taxes' }],
  ['Add taxes', 'Follows #20', { title: 'Add taxes' }],
])('reads the pull request of %j', (subject, body, expected) => {
  expect(pullRequestOf(subject, body)).toEqual(expected);
});
