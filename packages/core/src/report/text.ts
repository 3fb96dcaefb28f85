/**
 * Untrusted text made plain: no control, hidden or bidirectional characters, no lone surrogates.
 *
 * Hidden means Unicode's `Default_Ignorable_Code_Point` (zero width, tags, variation selectors) and the format
 * characters of category Cf, which hold every bidirectional control (Trojan Source, CVE-2021-42574).
 * Terminal escape sequences go as a whole; tabs and line breaks stay. Of a pile of combining marks four stay, more than
 * any script stacks, so that no letter grows over the lines around it.
 */
export function visible(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what it takes out
      .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '')
      .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu, '')
      .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
  );
}

/** {@link visible} text on one line, white space collapsed. */
export function oneLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ').trim();
}

/**
 * Text in which nothing is left that machines read out of raw text, code or not: closing keywords with a reference and
 * `[skip ci]` (a squash merge makes a commit message of a pull request's body), the runner's `##[command]`, and the
 * marks by which our own texts are found again.
 */
export function inert(text: string): string {
  return text
    .replaceAll(
      /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(\s{0,20}:?\s{0,20})((?:[\w.-]{1,100}\/[\w.-]{1,100})?#(?=\d)|GH-(?=\d)|https?:(?=\/\/))/gi,
      '$1$2$3 ',
    )
    .replaceAll(/\[\s*((?:skip|no)[ -](?:ci|actions|[a-z]{1,20})|(?:ci|actions)[ -]skip)\s*\]/gi, '($1)')
    .replaceAll(/\b(skip-checks)(?=\s*:\s*true)/gi, '$1 ')
    .replaceAll(/\*{3}(NO_CI)\*{3}/gi, '$1')
    .replaceAll(/##\[/g, '## [')
    .replaceAll(/<!--(?=\s*(?:sre-aiops|generated))/gi, '<! --')
    .replaceAll(/(sre-aiops):(?=\S)/gi, '$1: ');
}

/** {@link inert} lines of which none begins with a slash command of a bot or with the runner's `::command::`. */
export function inertLines(text: string): string {
  return inert(text)
    .replaceAll(/^(?=\/[a-z])/gim, ' ')
    .replaceAll(/^(\s*):(?=:)/gm, '$1: ');
}

/** Untrusted text as one line of a runner's log or a terminal, neither of which obeys it. */
export function logLine(text: string): string {
  return inertLines(oneLine(text));
}

/** Keeps the first `max` characters and says how many are gone. Never splits a surrogate pair. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : told(text, max, text.length);
}

/** A text made plain and {@link cut}; of a flood only the beginning is looked at, or every place it stands in takes its time. */
export function shorten(text: string, max: number, plain: (text: string) => string): string {
  const bound = 4 * max + 1000;
  return text.length <= bound ? cut(plain(text), max) : told(plain(text.slice(0, bound)), max, text.length);
}

function told(text: string, max: number, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : Math.min(max, text.length);
  return `${text.slice(0, end).trimEnd()}… (${length - end} characters cut)`;
}

/**
 * One line for places that take no Markdown: titles, commit subjects, branch descriptions. Mentions and issue
 * references are pulled apart, since a squash merge turns a title into a commit message that GitHub reads.
 *
 * @param max characters; longer text ends in an ellipsis, since a title has no room for a count.
 */
export function plainLine(text: string, max = 200): string {
  const line = logLine(text.slice(0, 4 * max + 1000))
    .replaceAll(/@(?=\S)/g, '@ ')
    .replaceAll(/#(?=\d)/g, '# ')
    .replaceAll(/(GH)-(?=\d)/gi, '$1 ')
    .replaceAll(/:\/\//g, ': //')
    .trim();
  return line.length <= max ? line : `${cutWords(line, max - 1)}…`;
}

/**
 * The subject of a commit that we write: one line of at most 72 characters, Git's own custom, in which nothing closes an
 * issue, skips a check, mentions anybody, reads as a trailer (`Signed-off-by:`), as a comment of Git (`#`) or as an
 * order to an interactive rebase (`fixup!`).
 *
 * @example
 * commitMessage('Fixes #12 [skip ci]\n\nSigned-off-by: a'); // 'Fixes # 12 (skip ci) Signed-off-by - a'
 */
export function commitMessage(text: string): string {
  const line = plainLine(text, 1000)
    .replace(/^(?:[\s#;/:>*|+-]|(?:fixup|squash|amend)!)+/i, '')
    .replaceAll(/\b([\w-]{1,40}-by):/gi, '$1 -');
  return plainLine(line, 72) || 'Change without a description';
}

function cutWords(line: string, max: number): string {
  const head = line.slice(0, /[\uD800-\uDBFF]/.test(line.charAt(max - 1)) ? max - 1 : max);
  const space = head.lastIndexOf(' ');
  return (space > max * 0.6 ? head.slice(0, space) : head).trimEnd();
}

/** `#52` told as a pull request, for places where a number sign would read as a reference or be pulled apart. */
export function withPullRequests(text: string): string {
  return text.replaceAll(/(^|[\s(“"'`])(?:PR |pull request )?#(\d{1,9})\b/gi, '$1PR $2');
}
