/** One kind of secret or personal datum. */
export interface Rule {
  /** Name of the pseudonym: `[email-1]`. */
  readonly kind: string;
  /** What every text has that the rule finds something in: cheap to look for, rare in ordinary texts. Not global. */
  readonly trigger: RegExp;
  /** Linear on any text, within one line. Global. The group `value`, where there is one, is what is taken out. */
  readonly pattern: RegExp;
  /** Last word on a match. */
  readonly confirms?: (value: string, match: RegExpExecArray) => boolean;
}

/** A rule from the sources of its expressions; words begin as {@link unescaped} says. */
export function ruleOf(
  kind: string,
  trigger: string,
  pattern: string,
  confirms?: Rule['confirms'],
  flags: '' | 'i' = '',
): Rule {
  const rule = { kind, trigger: new RegExp(unescaped(trigger)), pattern: new RegExp(unescaped(pattern), `g${flags}`) };
  return confirms ? { ...rule, confirms } : rule;
}

const lineEscape = String.raw`\\[nrt]`;

/** The `n` of a line feed that JSON has escaped is no letter of the word behind it: `"first\\nAKIA…"`. */
function unescaped(source: string): string {
  return source
    .replaceAll(String.raw`\b`, `(?:\\b|(?<=${lineEscape}))`)
    .replaceAll(/\(\?<!(\[[^\]]+\])\)/g, (_, chars: string) => `(?<!${chars}(?<!${lineEscape}))`);
}
