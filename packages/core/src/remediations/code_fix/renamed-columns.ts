import { isMigration } from '../../changes/paths.ts';
import type { FileHistory } from '../culprit-files.ts';
import { mentions } from '../identifiers.ts';
import { spliced } from '../lines.ts';
import { isProgram } from '../paths.ts';
import { keyOf } from '../sql.ts';
import { symptomsOf } from '../sql-symptoms.ts';
import type { Plan, PlanContext } from '../types.ts';
import { counted, evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';

/** A column that a migration gave another name. */
interface Renaming {
  readonly table: string;
  readonly from: string;
  readonly to: string;
  /** Path of the migration. */
  readonly by: string;
}

const name = String.raw`["'\x60[:]{0,2}(?<NAME>[\w$.]+)["'\x60\]]?`;
const named = (group: string) => name.replace('NAME', group);

/** How SQL and the migrations of Rails, Knex, Alembic, Django, Laravel and Entity Framework rename a column. */
const forms: readonly RegExp[] = [
  String.raw`alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${named('table')}\s+rename\s+(?:column\s+)?(?!to\b)${named('from')}\s+to\s+${named('to')}`,
  String.raw`alter\s+table\s+${named('table')}\s+change\s+(?:column\s+)?${named('from')}\s+${named('to')}\s`,
  String.raw`\brename_column[\s(]+${named('table')}\s*,\s*${named('from')}\s*,\s*${named('to')}`,
  String.raw`\.(?:alterTable|table|createTable)\(\s*${named('table')}[^;]{0,400}?\.renameColumn\(\s*${named('from')}\s*,\s*${named('to')}`,
  String.raw`\balter_column\(\s*${named('table')}\s*,\s*${named('from')}\s*,[^)]{0,200}\bnew_column_name\s*=\s*${named('to')}`,
  String.raw`\bRenameField\(\s*(?:model_name\s*=\s*)?${named('table')}\s*,\s*(?:old_name\s*=\s*)?${named('from')}\s*,\s*(?:new_name\s*=\s*)?${named('to')}`,
  String.raw`\bRenameColumn\(\s*(?:name:\s*)?${named('from')}\s*,\s*(?:table:\s*)?${named('table')}\s*,\s*(?:newName:\s*)?${named('to')}`,
  String.raw`Schema::table\(\s*${named('table')}[^;]{0,400}?->renameColumn\(\s*${named('from')}\s*,\s*${named('to')}`,
].map((source) => new RegExp(source, 'gi'));

/** More source files than this are not read in search of a statement. */
const maxSearched = 1_500;

/**
 * Statements that still use a column's old name, put to the name that the culprit's migration gave it. The migration
 * stays, so the statement has to follow; taking code back would only bring more uses of a column that is gone.
 */
export async function renamedColumns(context: PlanContext, files: readonly FileHistory[]): Promise<Plan | undefined> {
  const missing = symptomsOf(context).filter(({ complaint, column }) => complaint === 'missing-column' && column);
  const renaming = files.flatMap(renamingsIn).find(({ from }) => missing.some(({ column }) => keyOf(column!) === from));
  if (!renaming) return undefined;
  const { code, head } = context;
  const paths = (await code.listFiles(head.sha)).filter((path) => isProgram(path) && !isMigration(path));
  const edits = [];
  let places = 0;
  for (const path of paths.slice(0, maxSearched)) {
    const text = await code.readFile(path, head.sha);
    const followed = text === undefined ? undefined : withNewName(path, text, renaming);
    if (!followed) continue;
    edits.push({ path, content: followed.text });
    places += followed.places;
  }
  return edits.length === 0 ? undefined : planOf(context, { renaming, edits, places });
}

function renamingsIn({ path, before, after }: FileHistory): Renaming[] {
  if (before !== undefined || after === undefined || !(isMigration(path) || /\.sql$/.test(path))) return [];
  return forms.flatMap((form) =>
    Array.from(after.matchAll(form), ({ groups }) => ({
      table: keyOf(groups!.table!),
      from: keyOf(groups!.from!),
      to: groups!.to!,
      by: path,
    })),
  );
}

const literals =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<<[~-]?["']?([A-Z]{2,20})\b[\s\S]*?\n\s*\1\b/g;
/** A SQL statement, or a clause of one as programs put them together; no message that happens to hold its words. */
const statement =
  /\bselect\b[\s\S]{1,4000}?\bfrom\b|\binsert\s+into\b|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b|\b(?:where|and|or|on|having)\s+\S+\s*(?:[=<>!]|is\b|in\b|like\b|between\b)|\bset\s+\S+\s*=|\b(?:order|group)\s+by\b/i;

/** A source file with the column's new name in its SQL texts that read or write the table; `undefined` when none does. */
function withNewName(path: string, text: string, { table, from, to }: Renaming) {
  if (!mentions(text.toLowerCase(), from) || !mentions(text.toLowerCase(), table)) return undefined;
  const found = /\.sql$/.test(path)
    ? [{ index: 0, text }]
    : Array.from(text.matchAll(literals), (match) => ({ index: match.index, text: match[0] }));
  const uses = new RegExp(String.raw`\b(?:from|join|update|into)\s+["\x60[]?(?:\w+\.)?["\x60]?${table}\b`, 'i');
  if (!found.some((literal) => uses.test(literal.text))) return undefined;
  const splices = found
    .filter((literal) => statement.test(literal.text))
    .flatMap((literal) =>
      replacements(literal.text, from, to).map((at) => ({
        ...at,
        start: at.start + literal.index,
        end: at.end + literal.index,
      })),
    );
  return splices.length === 0 ? undefined : { text: spliced(text, splices), places: splices.length };
}

/** Where a statement uses the column. An item of a select list keeps the old name as its alias, for whoever reads the row. */
function replacements(sql: string, from: string, to: string) {
  const use = new RegExp(String.raw`(?<![\w$:@#%.{])((?:[\w$]+\.)?)(["\x60]?)${from}\2(?![\w$(])`, 'gi');
  return Array.from(sql.matchAll(use)).flatMap((match) => {
    const start = match.index + match[1]!.length;
    const end = match.index + match[0].length;
    const [before, behind] = [sql.slice(0, match.index), sql.slice(end)];
    if (/\bas\s+$/i.test(before)) return [];
    const alone = /(?:\bselect(?:\s+distinct)?|,)\s*$/i.test(before) && /^\s*(?:,|from\b)/i.test(behind);
    const old = match[2]! + match[0].slice(match[1]!.length).replaceAll(/["`]/g, '') + match[2]!;
    const text = `${match[2]}${to}${match[2]}`;
    return [{ start, end, text: alone && isSelectList(before) ? `${text} as ${old}` : text }];
  });
}

/** Whether a statement is still in the list of its nearest `select` at the end of a text. */
function isSelectList(before: string): boolean {
  const words = before.toLowerCase().match(/\b(?:select|from|set|into|order\s+by|group\s+by|where|returning)\b/g);
  return words?.at(-1) === 'select';
}

function planOf(
  context: PlanContext,
  { renaming, edits, places }: { renaming: Renaming; edits: { path: string; content: string }[]; places: number },
): Plan {
  const culprit = context.culprit!;
  const { table, from, to, by } = renaming;
  return {
    title: title(`Use ${to} for ${table}.${from} where it was overlooked`),
    summary: `${by} of ${nameOf(culprit)} renamed the column ${from} of ${table} to ${to}; ${counted(places, 'place')} in ${listed(edits.map(({ path }) => path))} still ${places === 1 ? 'uses' : 'use'} the old name. The migration has run and stays, so the ${places === 1 ? 'statement follows' : 'statements follow'} it.`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: 'low',
      why: `The statements fail today; only the name of the column changes in them. ${shortNameOf(culprit)} may have changed what the column means too.`,
      destructive: false,
    },
    rollback: 'Revert this pull request; the statements fail again as they do now.',
    verification: recoverySigns(context),
  };
}
