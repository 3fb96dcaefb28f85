import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from './parse-policy.ts';
import { defaultPolicy, PolicyFile } from './policy.ts';

const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const blocks = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text = '']) => text);
/** The values of a policy by their dotted keys. */
function flat(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
    typeof inner === 'object' && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? flat(inner, `${prefix}${key}.`)
      : [[prefix + key, inner]],
  );
}

test('the page shows the defaults as a whole file', () => {
  expect(parsePolicy(blocks[0])).toEqual(defaultPolicy);
  expect(flat(parse(blocks[0]!))).toEqual(flat(PolicyFile.parse({})));
});

test('every example of the page can be used', () => {
  expect(blocks).toHaveLength(6);
  expect(blocks.map((text) => parsePolicy(text).mode)).toEqual(['on', 'report', 'on', 'on', 'on', 'on']);
});
