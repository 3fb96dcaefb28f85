import { parse } from 'yaml';
import { table, withTables } from './markdown.ts';

/** What the reference says of one action. */
export interface Action {
  /** Folder from the root of the repository; empty for the action at the root. */
  readonly folder: string;
  readonly description: string;
  /** Least permissions of its job: `contents: read`, and why. */
  readonly permissions: readonly (readonly [string, string])[];
  readonly inputs: Readonly<Record<string, { description: string; required?: boolean; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
}

/**
 * Reads an `action.yml`. Its permissions stand in the comment at its head, `#   contents: read   # why`.
 *
 * @throws {Error} When there is no such comment.
 */
export function readAction(folder: string, text: string): Action {
  const { description, inputs = {}, outputs = {} } = parse(text) as Action;
  const [head = ''] = /^(?:#.*\n)+/.exec(text) ?? [];
  const permissions = Array.from(
    head.matchAll(/^# +([a-z-]+: (?:read|write|none)) +# (.+)$/gm),
    ([, permission = '', why = '']) => [permission, why] as const,
  );
  if (permissions.length === 0) throw new Error(`${folder}/action.yml names no least permissions in its first lines.`);
  return { folder, description, permissions, inputs, outputs };
}

/** The page of all actions. */
export function actionsPage(actions: readonly Action[]): string {
  const sections = actions.map((action) => {
    const { folder, description, permissions } = action;
    const readme = folder === '' ? '../../README.md' : `../../${folder}/README.md`;
    const held = permissions.map(([permission, why]) => [`\`${permission}\``, why]);
    return [
      `## ${folder.split('/').at(-1) || 'sre-aiops'}`,
      `${description}. A workflow to copy: [README](${readme}).`,
      table(['least permission of the job', 'why'], held),
      tables(action),
    ].join('\n\n');
  });
  const intro = `# Actions

Written by \`npm run reference\` from \`action.yml\` of each action. The first is used as \`org/sre-aiops@<commit of the release>\`, the
others as \`org/sre-aiops/<name>@<commit of the release>\`. Each of those takes the folder of the incident from the step before
and writes one document into it, see [documents](documents.md). An input without a default that is not required may be left
out; an output that is not known is empty.`;
  return `${[intro, ...sections].join('\n\n')}\n`;
}

/** The README of an action with its tables of inputs and outputs brought up to date. */
export function withActionTables(readme: string, action: Action): string {
  return withTables(readme, 'input', tables(action));
}

function tables({ inputs, outputs }: Action): string {
  const taken = Object.entries(inputs).map(([name, input]) => {
    const preset = input.required ? 'required' : input.default ? `\`${input.default}\`` : '';
    return [`\`${name}\``, input.description, preset];
  });
  const given = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  return [table(['input', 'what it is', 'default'], taken), table(['output', 'what it is'], given)].join('\n\n');
}
