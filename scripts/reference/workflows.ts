import { readWorkflow, unionOf } from '../workflow-permissions.ts';
import { table } from './markdown.ts';

/**
 * The page of the reusable workflows.
 *
 * @param workflows Their texts, as a release holds them, by file name.
 */
export function workflowsPage(workflows: Readonly<Record<string, string>>): string {
  const sections = Object.entries(workflows).map(([file, text]) => {
    const workflow = readWorkflow(text);
    const { inputs = {}, outputs = {}, secrets = {} } = workflow.on.workflow_call ?? {};
    const granted = unionOf(workflow, (uses) => workflows[uses.split('/').at(-1) ?? ''] ?? '');
    const taken = Object.entries(inputs).map(([name, input]) => {
      return [`\`${name}\``, input.description ?? '', input.default ? `\`${input.default}\`` : ''];
    });
    const secret = Object.entries(secrets).map(([name, { description }]) => [`\`${name}\``, description]);
    const given = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
    return [
      `## ${file}`,
      headOf(text),
      table(['input', 'what it is', 'default'], taken),
      ...(secret.length > 0 ? [table(['secret', 'what it is'], secret)] : []),
      ...(given.length > 0 ? [table(['output', 'what it is'], given)] : []),
      `The caller grants ${Object.entries(granted)
        .map((pair) => `\`${pair.join(': ')}\``)
        .join(', ')}.`,
    ].join('\n\n');
  });
  const intro = `# Reusable workflows

Written by \`npm run reference\` from \`.github/workflows\`. They are used as
\`org/sre-aiops/.github/workflows/<file>@<commit of the release>\`; the README shows a caller. GitHub starts no run whose called
workflow asks for more than its caller grants, so a twin without \`copilot-requests\` stands beside a workflow that may ask a model.`;
  return `${[intro, ...sections].join('\n\n')}\n`;
}

/** The comment at the head of a workflow, as one paragraph. */
function headOf(text: string): string {
  const [head = ''] = /^(?:#.*\n)*/.exec(text) ?? [];
  return head.replaceAll(/^# ?/gm, '').replaceAll('\n', ' ').trim();
}
