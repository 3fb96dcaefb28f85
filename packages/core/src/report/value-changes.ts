/** A setting that a patch gives another value. */
export interface ValueChange {
  /** The key as written; of memory and processor amounts with `limits.` or `requests.` before it. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** `key: value`, `key=value`, `"key": value,` and `<key>value</key>`. */
const SETTING =
  /^\s{0,80}(?:- )?(?:<(?<tag>[\w.-]{1,80})>(?<inner>[^<]{0,120})<\/|["']?(?<key>[\w./-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?(?<value>[^"',]{1,120}?)["']?,?\s{0,20}$)/;
const AMOUNTS = /^[ +-]?\s*(limits|requests):\s*$/;

/**
 * The settings whose values a unified diff changes, each with its old and new value. A removed line counts when the
 * same run of changed lines adds one with the same key.
 */
export function valueChanges(patch: string): ValueChange[] {
  const found: ValueChange[] = [];
  let block = '';
  let removed = new Map<string, string>();
  for (const line of patch.slice(0, 200_000).split('\n')) {
    if (/^(?:---|\+\+\+|@@|diff )/.test(line)) {
      removed = new Map();
      if (!line.startsWith('@@') || line.startsWith('diff ')) block = '';
      continue;
    }
    block = AMOUNTS.exec(line)?.[1] ?? block;
    if (line.startsWith('-')) remember(removed, settingOf(line.slice(1), block));
    else if (line.startsWith('+')) pair(found, removed, settingOf(line.slice(1), block));
    else removed = new Map();
  }
  return found;
}

type Setting = readonly [key: string, value: string] | undefined;

function settingOf(line: string, block: string): Setting {
  const { tag, inner, key, value } = SETTING.exec(line.slice(0, 400))?.groups ?? {};
  const name = tag ?? key;
  const text = (inner ?? value)?.trim();
  if (!name || !text) return undefined;
  return [block && /^(?:memory|cpu)$/.test(name) ? `${block}.${name}` : name, text];
}

function remember(removed: Map<string, string>, setting: Setting): void {
  if (setting) removed.set(...setting);
}

function pair(found: ValueChange[], removed: Map<string, string>, setting: Setting): void {
  const before = setting && removed.get(setting[0]);
  if (setting && before !== undefined && before !== setting[1])
    found.push({ key: setting[0], before, after: setting[1] });
}
