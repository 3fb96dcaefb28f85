import { expect, test } from 'vitest';
import { createTemplateMiner } from './miner.ts';

function groupsOf(lines: readonly string[]): { groups: number[]; templates: string[] } {
  const miner = createTemplateMiner();
  const added = lines.map((line) => miner.add(line));
  const templates = miner.templates();
  return { groups: added.map((id) => miner.groupOf(id)), templates: templates.map(({ template }) => template) };
}

test('lines that differ in numbers, addresses, ids and header only are one template', () => {
  const { groups, templates } = groupsOf([
    '2026-03-11T10:00:00Z INFO 7 --- [main] com.shop.Pool : took conn 12 from 10.0.0.1:5432 for 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '2026-03-11T10:00:01Z WARN 9 --- [exec-2] com.shop.Pool : took conn 7 from 10.0.0.99:5432 for 0a2b3c4d-4f89-11d3-9a0c-0305e82c3302',
  ]);
  expect(new Set(groups).size).toBe(1);
  expect(templates).toEqual(['took conn <*> from <*> for <*>']);
});

test('names in one place are one template, different verbs are two', () => {
  const users = ['alice', 'bob', 'carol', 'dave'].map(
    (name) => `Mar 11 10:00:00 host sshd[1]: Failed password for ${name} from 10.0.0.1 port 22`,
  );
  const { groups } = groupsOf([
    ...users,
    'Mar 11 10:00:00 host app[1]: connection opened by peer',
    'Mar 11 10:00:00 host app[1]: connection closed by peer',
  ]);
  expect(new Set(groups.slice(0, 4)).size).toBe(1);
  expect(new Set(groups.slice(4)).size).toBe(2);
});

test('lists of any length are one template', () => {
  expect(groupsOf(['deleting blk_1 blk_2', 'deleting blk_3 blk_4 blk_5 blk_6']).templates).toEqual([
    'deleting blk_<*>',
  ]);
});

test.each([
  ['sizes in any unit', ['stored cart (900 KB, free 1.2 MB)', 'stored cart (12 B, free 3 GB)'], 1],
  ['times in any unit', ['closed, lifetime <1 sec', 'closed, lifetime 00:12'], 1],
  ['values with brackets of their own', ['lock ws=Source{10113}, uid=1', 'lock ws=null, uid=2'], 1],
  ['names of programs before a dash', program(['shop.exe *64', 'cart.exe'], '10.0.0.1:80 opened'), 1],
  [
    'two plain words beside two names, which are two messages',
    [
      'Block broadcast_7 stored as values in memory (900 KB, 3 left)',
      'Block broadcast_7_piece0 stored as bytes in memory (12 KB, 2 left)',
    ],
    2,
  ],
])('%s', (_, lines, count) => {
  expect(new Set(groupsOf(lines).groups).size).toBe(count);
});

function program(names: readonly string[], message: string): string[] {
  return names.map((name) => `[10.30 16:49:06] ${name} - ${message}`);
}

test('words that vary in two places are variables in both', () => {
  const words = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
  const lines = words.flatMap((one) => words.map((other) => `task ${one} of the queue was moved to ${other} in time`));
  expect(groupsOf(lines).templates).toEqual(['task <*> of the queue was moved to <*> in time']);
});

test('JSON inside a message keeps the names of its fields', () => {
  const { templates } = groupsOf(['answer 429: {"error":"rate_limited","message":"at most 2 a second","limit":2}']);
  expect(templates).toEqual(['answer <*>: {"error":"<*>","message":"at most <*> a second","limit":<*>}']);
});

test('counts every line once, and memory follows templates', () => {
  const miner = createTemplateMiner();
  for (let at = 0; at < 20_000; at++) miner.add(`request ${at} by user-${at} took ${at % 97} ms`);
  expect(miner.templates()).toEqual([{ id: 0, count: 20_000, template: 'request <*> by user-<*> took <*> ms' }]);
});
