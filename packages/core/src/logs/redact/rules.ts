import { isCard, isIban, looksRandom } from './checks.ts';
import { contextual } from './contextual.ts';
import { issued } from './issued.ts';
import { type Rule, ruleOf } from './rule.ts';

const r = String.raw;

const keys: readonly Rule[] = [
  {
    kind: 'private-key',
    trigger: /PRIVATE KEY/,
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  {
    // The body of a key whose first line is elsewhere: logs are redacted line by line, and a runtime may wrap each line.
    kind: 'private-key',
    trigger: /(?:^|[ \t"'])[A-Za-z0-9+/]{64}/m,
    pattern: /(?<=^|[\s"'])(?<value>[A-Za-z0-9+/]{64}(?:[A-Za-z0-9+/]{6}(?:[A-Za-z0-9+/]{6})?)?)(?=\s|\\[nr]|["']|$)/gm,
    confirms: (text) => /[A-Z]/.test(text) && /[a-z]/.test(text) && looksRandom(text),
  },
];

/** Personal data. */
const personal: readonly Rule[] = [
  ruleOf(
    'email',
    r`[\w%+.-](?:@|%40)[A-Za-z0-9-]`,
    r`(?<![\w%+.-])[\w%+.-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])`,
    (text) =>
      !/^(?:git|celery|rabbit)@|\.(?:service|socket|timer|mount|target|local|internal|svc|slice|device|scope|js|ts|mjs|git|so|jar)$/i.test(
        text,
      ),
  ),
  ruleOf('card', r`(?<![\w.-])[2-6]\d{3}[ -]?\d{4}`, r`(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)`, isCard),
  ruleOf('iban', r`[A-Z]{2}\d{2} ?[A-Z0-9]{4}`, r`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`, isIban),
];

/** Where machines are: taken out only where the policy asks for it. */
export const places: Readonly<Record<'ips' | 'hosts', Rule>> = {
  ips: {
    kind: 'ip',
    trigger: /\d\.\d|:[0-9a-fA-F]{0,4}:/,
    pattern:
      /(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}|::1)(?![\w.]*\.\d|\w)/g,
    confirms: (text) => !/^(?:127\.|0\.0\.0\.0$|::1$)/.test(text),
  },
  hosts: {
    kind: 'host',
    trigger: /\.(?:com|net|org|io|dev|cloud|local|internal|lan|corp|intra|example|[a-z]{2})(?![\w-])/,
    pattern:
      /(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?:com|net|org|io|dev|cloud|local|internal|lan|corp|intra|example|(?!js|ts|py|rb|go|cs|rs|sh|md|so|pl|gz|kt|cc|ps)[a-z]{2})(?![\w.-]*\w)/g,
  },
};

/** In the order they run: what is taken out by one rule is not seen by the next. */
export const rules: readonly Rule[] = [...keys, ...issued, ...contextual, ...personal];
