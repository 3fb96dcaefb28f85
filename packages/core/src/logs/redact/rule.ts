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

/** A rule from the sources of its expressions. */
export function ruleOf(kind: string, trigger: string, pattern: string, confirms?: Rule['confirms']): Rule {
  const rule = { kind, trigger: new RegExp(trigger), pattern: new RegExp(pattern, 'g') };
  return confirms ? { ...rule, confirms } : rule;
}
