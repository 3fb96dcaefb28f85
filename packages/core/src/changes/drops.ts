import type { PatchFile } from './patch.ts';
import { fileKindOf } from './paths.ts';
import { partsOf } from './terms.ts';
import type { Place } from './types.ts';

/** A name that a change takes away: dropped or renamed in the database, or no longer defined by the code or configuration. */
export interface Drop {
  /** As names are compared: lower case, without separators. */
  readonly name: string;
  readonly how: 'drops' | 'renames' | 'removes';
  readonly place: Place;
}

const maxText = 40_000;
const quoted = '["\'`\\[]?(?<name>[A-Za-z_]\\w{1,80})';

/** How migrations of many tools drop or rename a column, table or type. */
const statements: readonly (readonly [Drop['how'], RegExp])[] = [
  [
    'drops',
    `\\bdrop\\s+(?:column|table|view|type|sequence|function|constraint|index)\\s+(?:if\\s+exists\\s+)?(?:["\`\\w]{1,60}\\.)?${quoted}`,
  ],
  ['renames', `\\brename\\s+(?:column\\s+)?${quoted}["\`\\]]?\\s+to\\b`],
  ['renames', `\\balter\\s+table\\s+(?:["\`\\w]{1,60}\\.)?${quoted}["\`\\]]?\\s+rename\\s+to\\b`],
  ['renames', `\\bchange\\s+(?:column\\s+)?${quoted}["\`]?\\s+["\`]?\\w{1,80}["\`]?\\s+\\w`],
  ['renames', `\\bsp_rename\\s+N?'(?:\\w{1,60}\\.){0,2}${quoted}`],
  ['drops', `\\b(?:remove_columns?|remove_reference)[\\s(]+[:"']\\w{1,60}["']?,\\s*[:"']${quoted}`],
  ['renames', `\\brename_column[\\s(]+[:"']\\w{1,60}["']?,\\s*[:"']${quoted}`],
  ['renames', `\\b(?:rename_table|renameTable)[\\s(]+[:"']${quoted}`],
  ['drops', `\\b(?:drop_table|dropTable|dropTableIfExists|DropTable)[\\s(]+(?:name:\\s*)?[:"']${quoted}`],
  ['drops', `\\bop\\.drop_column\\(\\s*["']\\w{1,60}["'],\\s*["']${quoted}`],
  [
    'renames',
    `\\bop\\.alter_column\\(\\s*(?:table_name=)?["']\\w{1,60}["'],\\s*(?:column_name=)?["']${quoted}["'](?:(?!\\bop\\.)[\\s\\S]){0,240}new_column_name`,
  ],
  ['drops', `\\bbatch_op\\.drop_column\\(\\s*["']${quoted}`],
  ['renames', `\\bbatch_op\\.alter_column\\(\\s*["']${quoted}["'](?:(?!\\bbatch_op\\.)[\\s\\S]){0,240}new_column_name`],
  ['drops', `\\bRemoveField\\([^)]{0,200}\\bname\\s*=\\s*["']${quoted}`],
  ['drops', `\\bRemoveField\\(\\s*["']\\w{1,60}["'],\\s*["']${quoted}`],
  ['renames', `\\bRenameField\\([^)]{0,200}\\bold_name\\s*=\\s*["']${quoted}`],
  ['renames', `\\bRenameField\\(\\s*["']\\w{1,60}["'],\\s*["']${quoted}`],
  ['renames', `\\bRenameModel\\(\\s*(?:old_name\\s*=\\s*)?["']${quoted}`],
  ['drops', `\\bDeleteModel\\(\\s*(?:name\\s*=\\s*)?["']${quoted}`],
  ['drops', `\\b(?:t|table)\\.remove\\s+:${quoted}`],
  ['renames', `\\b(?:t|table)\\.rename\\s+:${quoted}`],
  ['renames', `\\brename\\(?\\s*table\\(:\\w{1,60}\\),\\s*:${quoted}`],
  ['renames', `\\brename\\(?\\s*table\\(:${quoted}\\),\\s*to:`],
  ['drops', `^\\s*remove\\(?\\s*:${quoted}`],
  ['renames', `\\brename\\s+table\\s+(?:["\`\\w]{1,60}\\.)?${quoted}`],
  ['drops', `\\balter\\s+table\\s+["\`\\w.]{1,120}\\s+drop\\s*\\(\\s*${quoted}`],
  ['renames', `\\boldColumnName:\\s*${quoted}`],
  ['drops', `\\bDropColumn\\(\\s*(?:name:\\s*)?"${quoted}`],
  ['renames', `\\bRenameColumn\\(\\s*(?:name:\\s*)?"${quoted}`],
  ['drops', `\\b(?:dropColumn|removeColumn)\\(\\s*(?:["']\\w{1,60}["'],\\s*)?["'\\[]{1,2}${quoted}`],
  ['renames', `\\brenameColumn\\(\\s*(?:["']\\w{1,60}["'],\\s*(?=["']\\w{1,80}["'],\\s*["']))?["']${quoted}`],
  ['drops', `<dropColumn\\b[^>]{0,200}columnName="${quoted}`],
  ['renames', `<renameColumn\\b[^>]{0,200}oldColumnName="${quoted}`],
].map(([how, source]) => [how as Drop['how'], new RegExp(source as string, 'gim')]);

/** Where a migration begins to say how it is undone. */
const undo =
  /\bdef (?:down|downgrade)\b|\bvoid Down\(|\b(?:exports|module\.exports)\.down\b|\b(?:async |public )?(?:function )?down\s*\(|--\s*\+?\w{0,10}(?: ?goose)? ?(?:migrate:)?down\b|--\s*(?:rollback|@UNDO)\b/i;

/** What a file's migration drops or renames on its way up. */
export function droppedBy(file: PatchFile): Drop[] {
  const kind = fileKindOf(file.path);
  if (kind === 'test' || kind === 'docs' || /[._-](?:down|undo|rollback)\.\w+$|(?:^|\/)U\d[\w.]*__/.test(file.path))
    return [];
  const lines = file.hunks.flatMap(({ added }) => added);
  const text = lines
    .map((line) => line.text)
    .join('\n')
    .slice(0, maxText);
  const end = text.search(undo);
  const up = end < 0 ? text : text.slice(0, end);
  return statements.flatMap(([how, pattern]) =>
    Array.from(up.matchAll(pattern), (match): Drop => {
      const line = lines[up.slice(0, match.index + match[0].length).split('\n').length - 1]!;
      return {
        name: plainName(match.groups!.name!),
        how,
        place: { path: file.path, side: 'added', line: line.line, text: line.text.trim() },
      };
    }),
  );
}

const definition =
  /^\s*(?:[-+*] )?(?:@\w+\s+)?(?:(?:export|default|public|private|protected|internal|static|final|readonly|const|let|var|val|async|def|function|func|fn|fun|class|struct|interface|type|enum|record|message|field|attr_\w+|property|scope|optional|required|repeated|resource|variable|output)\s+)+(?:\([^)]{0,60}\)\s*)?(?:[\w.<>[\],?]{1,60}\s+){0,2}[:"'$@]?(?<name>[A-Za-z_]\w{1,80})/;
const keyed = /^\s*(?:- +name:\s*|export\s+|ENV\s+|- +)?["']?(?<name>[A-Za-z_][\w.-]{1,100})["']?\s*[:=]/;
const column =
  /^\s*["`]?(?<name>[a-z_]\w{1,80})["`]?\s+(?:varchar|text|int|bigint|numeric|decimal|timestamp|date|bool|uuid|json|char|double|real|serial|[A-Z]\w{2,30}[?!@\s,]|[A-Z]\w{2,30}$)/;
const named = /^\s*- +name:\s*["']?(?<name>[A-Za-z_][\w.-]{1,100})/;
const quotedName = /^\s*(?:resource|data|module) "[\w-]{1,80}" "(?<name>[\w-]{1,80})"/;

/** What a file no longer defines: functions, fields, keys, environment variables, messages' fields. */
export function undefinedBy(file: PatchFile): Drop[] {
  const kind = fileKindOf(file.path);
  if (kind === 'test' || kind === 'docs' || kind === 'lock') return [];
  const kept = new Set(file.hunks.flatMap(({ added }) => added.flatMap((line) => defined(line.text))));
  return file.hunks
    .flatMap(({ removed }) => removed)
    .slice(0, 2_000)
    .flatMap((line) =>
      defined(line.text)
        .filter((name) => !kept.has(name))
        .map(
          (name): Drop => ({
            name,
            how: 'removes',
            place: { path: file.previousPath, side: 'removed', line: line.line, text: line.text.trim() },
          }),
        ),
    );
}

/** The names that a line of code, configuration or a schema defines, as {@link plainName} writes them. */
export function defined(text: string): string[] {
  const cut = text.slice(0, 240);
  return [quotedName, named, definition, keyed, column].flatMap((shape) => {
    const name = shape.exec(cut)?.groups?.name;
    return name === undefined ? [] : [plainName(name)];
  });
}

/** `price_old`, `priceOld` and `PRICE-OLD` → `priceold`. */
export function plainName(name: string): string {
  return partsOf(name.replaceAll(/[^A-Za-z0-9]+/g, '_'))
    .join('')
    .toLowerCase();
}
