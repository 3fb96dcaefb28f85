import type { Format } from './types.ts';

/** Languages without a grammar here: brackets are counted, which shows that a merge cut a block in two. */
export const braces: Format = {
  name: 'Braces',
  passed: 'Its braces are balanced.',
  async read(text) {
    const bare = text.replaceAll(
      /"""[\s\S]*?"""|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.){1,200}'|`(?:[^`\\]|\\.)*`/g,
      '',
    );
    for (const [left, right] of [
      ['{', '}'],
      ['(', ')'],
      ['[', ']'],
    ] as const) {
      const difference = bare.split(left).length - bare.split(right).length;
      if (difference !== 0) return `${Math.abs(difference)} ${difference > 0 ? left : right} too many.`;
    }
    return undefined;
  },
};
