import { inert, inertLines, oneLine, shorten, visible } from './text.ts';

/**
 * Untrusted text inside Markdown on GitHub.
 *
 * What GitHub acts on: mentions (`@team`), references (`#12`, `GH-12`, `owner/name#12`, URLs of issues, which also
 * notify the other side) with closing keywords, HTML, comments, images and links (which leak that a page was read),
 * and block syntax at the start of a line. Inside code it acts on none of them, so whatever would act becomes code,
 * readable as it was, and the rest is escaped. What others read in raw text, code or not, is pulled apart by `inert`.
 */

/**
 * Text that GitHub would act on unless it stands in code: mentions and addresses, references, URLs, and dollar signs,
 * which begin a formula even behind a backslash.
 */
const acts = /@\S|#\d|GH-\d|:\/\/|www\.|\$/i;
/** A commit's name, which GitHub links when the repository has it. */
const commit = /(?<![\w-])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,40}(?![\w-])/;

/** What stands for a text of which nothing can be seen, so that the marks around it never meet. */
const NOTHING = '(no text)';

/** Where an inline text will stand, and how long it may be. */
export interface InlineOptions {
  /** Characters kept; 600 unless told. */
  readonly max?: number;
  /** True inside a table, where a bar ends the cell even in code. */
  readonly table?: boolean;
}

/**
 * Untrusted prose as one line of harmless Markdown. Code spans in it stay code; everything else reads as typed.
 */
export function inline(text: string, options: InlineOptions = {}): string {
  if (text === '') return '';
  const line = shorten(text, options.max ?? 600, inertLine);
  if (line === '') return NOTHING;
  let out = '';
  for (const part of codeSpans(line)) {
    // A blank span leaves a space, or it would join what stands around it: "@` `team".
    const next = part.code ? span(part.text, options.table) || ' ' : prose(part.text, options.table);
    out += out.endsWith('`') && next.startsWith('`') ? ` ${next}` : next;
  }
  return escapeStart(out.trim()) || NOTHING;
}

/** {@link inline} for a table cell. */
export function cell(text: string, max = 200): string {
  return inline(text, { max, table: true });
}

/** Untrusted text as inline code; empty stays empty. */
export function code(text: string, max = 300): string {
  return span(codeText(text, max));
}

/** {@link code} for a table cell. */
export function codeCell(text: string, max = 200): string {
  return span(codeText(text, max), true);
}

/** Blank text stays empty; text that only cannot be seen is told as such. */
function codeText(text: string, max: number): string {
  const line = shorten(text, max, inertLine);
  return line === '' && text.trim() !== '' ? NOTHING : line;
}

/** Untrusted text as a fenced block, the fence longer than any run of backticks inside. */
export function fence(
  text: string,
  options: { readonly language?: string; readonly max?: number; readonly indent?: string } = {},
): string {
  const body = shorten(text, options.max ?? 4000, inertBlock);
  const marks = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return [`${marks}${options.language ?? 'text'}`, ...body.split('\n'), marks]
    .map((line) => (line === '' ? '' : `${options.indent ?? ''}${line}`))
    .join('\n');
}

/** Untrusted text as `<code>` inside our own HTML, where Markdown is not read: a `<summary>`. */
export function htmlCode(text: string, max = 160): string {
  const line = codeText(text, max);
  return `<code>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</code>`;
}

/**
 * A link that a person may follow: http or https, no user name or password, and not to an issue, pull request or commit,
 * which a link notifies. Anything else comes out as code. A title that looks like an address gives way to the host that
 * the link really leads to. It is never an image and never fetched by us.
 */
export function link(title: string, url: string): string {
  const address = oneLine(url);
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  const followed = parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password;
  if (!followed || notifies(parsed)) return code(`${title} ${address}`);
  const target = inert(parsed.href)
    .replaceAll(/[<>()[\]\\`|*_"'{}$\s]/g, percent)
    .replaceAll(/&(?=#?\w{1,32};)/g, '&amp;');
  const name = /[\p{L}\p{N}]\.\p{L}{2,}|:\/\//u.test(title) ? parsed.host : title;
  return `[${inline(name, { max: 120, table: true })}](${target})`;
}

/** GitHub under its own name, and the paths of its issues, pull requests and commits under any, an Enterprise Server's say. */
function notifies({ hostname, pathname }: URL): boolean {
  return /(?:^|\.)github\.com\.?$/i.test(hostname) || /\/(?:issues|pull|discussions|commit)\/[\da-f]/i.test(pathname);
}

/**
 * Untrusted text as a label of a Mermaid `timeline`: letters, digits and quiet punctuation only, since `:`, `;`, `#`,
 * `%%` and braces are its syntax and quotes or angle brackets become HTML.
 */
export function mermaidLabel(text: string, max = 72): string {
  const line = oneLine(text.slice(0, 4 * max + 1000))
    .replaceAll(/[^\p{L}\p{N} .,…_/()+=%-]+/gu, ' ')
    .replaceAll(/%+/g, '%')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  const label =
    line.length > max
      ? `${Array.from(line)
          .slice(0, max - 1)
          .join('')
          .trimEnd()}…`
      : line;
  return label === '' ? NOTHING : inert(label);
}

function inertLine(text: string): string {
  return inert(oneLine(text));
}

function inertBlock(text: string): string {
  return inertLines(visible(text)).replace(/\n+$/, '');
}

interface Part {
  readonly text: string;
  readonly code: boolean;
}

/** Splits at matching runs of backticks, as CommonMark does but without backslash escapes; unmatched runs are prose. */
function codeSpans(line: string): Part[] {
  const runs = Array.from(line.matchAll(/`+/g), (match) => ({ at: match.index, length: match[0].length }));
  const parts: Part[] = [];
  let from = 0;
  for (let open = 0; open < runs.length; open++) {
    const start = runs[open]!;
    const close = runs.findIndex((run, index) => index > open && run.length === start.length);
    if (close < 0) continue;
    const end = runs[close]!;
    parts.push({ text: line.slice(from, start.at), code: false });
    parts.push({ text: line.slice(start.at + start.length, end.at), code: true });
    from = end.at + end.length;
    open = close;
  }
  parts.push({ text: line.slice(from), code: false });
  return parts.filter((part) => part.text !== '');
}

/**
 * A table cell ends at every bar without a backslash, in code too; the backslash is taken out again there. Parsers
 * disagree on a bar after two backslashes, so one that had a backslash before it gets a space.
 */
function span(text: string, table = false): string {
  const content = table ? text.trim().replaceAll(/(\\?)\|/g, (_, slash) => (slash ? '\\ \\|' : '\\|')) : text.trim();
  if (content === '') return '';
  const marks = '`'.repeat(longestRun(content) + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${marks}${pad}${content}${pad}${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), (match) => match[0].length));
}

function prose(text: string, table = false): string {
  return text.replaceAll(/\S+/g, (word) =>
    acts.test(word) || commit.test(word) ? quoted(word, table) : escaped(word),
  );
}

const opening = new Set('([{"\'<,;:!');
const closing = new Set(')]}"\'>.,;:!?');

/** The word as code, its surrounding punctuation left outside. */
function quoted(word: string, table: boolean): string {
  let start = 0;
  let end = word.length;
  while (start < end && opening.has(word[start]!)) start++;
  while (end > start && closing.has(word[end - 1]!)) end--;
  return escaped(word.slice(0, start)) + span(word.slice(start, end), table) + escaped(word.slice(end));
}

function escaped(word: string): string {
  return word
    .replaceAll(/[\\`*[\]|~$]/g, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, (run) => '\\_'.repeat(run.length))
    .replaceAll(/&(?=#?\w{1,32};)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Headings, lists, rules, setext underlines, table rulers and commands begin a line; inline text may stand at one. */
function escapeStart(line: string): string {
  return line
    .replace(/^(?:[-+](?=\s|$)|--+(?=\s|$)|=+(?=\s|$)|:-|#{1,6}(?=\s|$))/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(?:::|\/(?=[a-z]))/i, '\\$&');
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
