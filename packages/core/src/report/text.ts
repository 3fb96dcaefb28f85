/**
 * Untrusted text made plain: no control, hidden or bidirectional characters, no lone surrogates.
 *
 * Hidden means Unicode's `Default_Ignorable_Code_Point` (zero width, tags, variation selectors) and the format
 * characters of category Cf, which hold every bidirectional control (Trojan Source, CVE-2021-42574).
 * Terminal escape sequences go as a whole; tabs and line breaks stay.
 */
export function visible(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what it takes out
      .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '')
      .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
  );
}

/** {@link visible} text on one line, white space collapsed. */
export function oneLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ').trim();
}

/** Keeps the first `max` characters and says how many are gone. Never splits a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max;
  return `${text.slice(0, end).trimEnd()}… (${text.length - end} characters cut)`;
}

/**
 * One line for places that take no Markdown: titles, commit subjects, branch descriptions. Mentions and issue
 * references are pulled apart, since a squash merge turns a title into a commit message that GitHub reads.
 *
 * @param max characters; longer text ends in an ellipsis, since a title has no room for a count.
 */
export function plainLine(text: string, max = 200): string {
  const line = oneLine(text)
    .replaceAll(/@(?=[\p{L}\p{N}_])/gu, '@ ')
    .replaceAll(/#(?=\d)/g, '# ')
    .replaceAll(/(GH)-(?=\d)/gi, '$1 ')
    .replaceAll(/:\/\//g, ': //');
  return line.length <= max ? line : `${cutWords(line, max - 1)}…`;
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
