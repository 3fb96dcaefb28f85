import type { Advice, AlertRule, Step } from '../../failure-modes/types.ts';
import type { Artifacts, Diagnosis, EngineUsed, EvidenceId, Gap, Incident, Remediation } from '../../incident/index.ts';
import { writeArtifacts } from '../../report/index.ts';
import { caseOf } from '../offline/case.ts';
import { type Conversation, converse, inVain, type ModelDeps, whyNot } from './conversation.ts';
import { filledPrompt } from './prompt.ts';
import { ArtifactsReply } from './reply.ts';
import { claimOf } from './sentences.ts';
import { type Shown, shownEvidence } from './shown.ts';

/** What is taken of an answer. */
const most = { steps: 12, ofSection: 3, rules: 2 } as const;
/** o200k tokens of evidence in the prompt: what diagnosis and fix cite. */
const evidenceRoom = 1_800;

/**
 * Writes the six artefacts with a model's help: it may add sentences to runbook and recommendations, each with a quote of the
 * evidence and marked as its own, and alert rules over the metrics that are in use, which pass the same checks as any. What
 * the embedded engine writes stays.
 */
export async function artifactsWithModel(
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation,
  deps: ModelDeps,
  now: string,
): Promise<Artifacts> {
  const situation = caseOf(incident, diagnosis);
  const computed = situation.match.mode.advise(situation);
  const spent = [diagnosis.engine.usage, remediation.engine.usage];
  const conversation = await converse(deps, spent);
  const written = (advice: Advice, engine: EngineUsed, gaps: readonly Gap[] = []) => {
    const told = { ...diagnosis, gaps: [...diagnosis.gaps, ...gaps] };
    return writeArtifacts({ incident, diagnosis: told, remediation, advice, engine, now }).artifacts;
  };
  const instead = (why: string) => written(computed, conversation.instead(why));
  if (diagnosis.inconclusive) return written(computed, conversation.unasked('the evidence carries no answer'));
  const vain = inVain(spent);
  if (vain) return instead(vain);
  try {
    const shown = shownEvidence(incident, evidenceRoom, conversation.count, citedIn(diagnosis, remediation));
    const reply = await answered({ diagnosis, remediation, computed, shown }, deps, conversation);
    if ('refused' in reply) return instead(`its reply cannot be used twice over: ${reply.refused}`);
    const added = advised(reply.value, computed, shown.texts, deps.model.id);
    return added
      ? written(added, conversation.used(), shown.gaps)
      : instead('none of its sentences is a plain one that quotes the evidence');
  } catch (error) {
    return instead(whyNot(error));
  }
}

async function answered(
  about: { diagnosis: Diagnosis; remediation: Remediation; computed: Advice; shown: Shown },
  { prompts }: ModelDeps,
  conversation: Conversation,
) {
  const { diagnosis, remediation, computed, shown } = about;
  const prompt = await filledPrompt(
    prompts,
    'sre-artifacts',
    { ArtifactsReply },
    {
      open: shown.open,
      close: shown.close,
      evidence: shown.text,
      cause: `${diagnosis.failureMode}: ${diagnosis.rootCause.slice(0, 800)}`,
      fix: `${remediation.type}: ${remediation.title}`,
      metrics: computed.alertRules.map(({ expr }) => expr).join('\n'),
      'max-steps': String(most.steps),
      'max-rules': String(most.rules),
    },
  );
  return conversation.askTwice(prompt, ArtifactsReply);
}

function citedIn({ claims, culprit }: Diagnosis, { evidence }: Remediation): ReadonlySet<EvidenceId> {
  const always = ['A.title', 'A.service', ...(culprit ? [culprit.change] : [])];
  return new Set([...always, ...evidence, ...claims.flatMap((claim) => claim.evidence)]);
}

/** The advice with what of a reply can be shown to hold; `undefined` when nothing of it can. */
function advised(reply: ArtifactsReply, computed: Advice, texts: Shown['texts'], model: string): Advice | undefined {
  const steps = reply.steps.slice(0, most.steps).flatMap(({ section, ...sentence }) => {
    const claim = claimOf(sentence, texts);
    return claim ? [{ section, step: { ...claim, text: `${claim.text} (by the model ${model})` } }] : [];
  });
  const rules = reply.alertRules.slice(0, most.rules).flatMap((rule) => ruleOf(rule, computed, texts, model) ?? []);
  if (steps.length + rules.length === 0) return undefined;
  const withMore = (section: ArtifactsReply['steps'][number]['section'], own: readonly Step[]): Step[] => [
    ...own,
    ...steps
      .filter((one) => one.section === section)
      .slice(0, most.ofSection)
      .map(({ step }) => step),
  ];
  const { runbook } = computed;
  return {
    ...computed,
    runbook: {
      ...runbook,
      triage: withMore('triage', runbook.triage),
      diagnose: withMore('diagnose', runbook.diagnose),
      resolve: withMore('resolve', runbook.resolve),
      verify: withMore('verify', runbook.verify),
      prevent: withMore('prevent', runbook.prevent),
    },
    capacity: withMore('capacity', computed.capacity),
    recovery: withMore('recovery', computed.recovery),
    performance: withMore('performance', computed.performance),
    alertRules: [...computed.alertRules, ...rules],
  };
}

/** A rule of a model, over names that the computed rules know as well: a metric that nobody exports never fires. */
function ruleOf(
  { alert, expr, for: time, severity, summary }: ArtifactsReply['alertRules'][number],
  { alertRules }: Advice,
  texts: Shown['texts'],
  model: string,
): AlertRule | undefined {
  const claim = claimOf(summary, texts);
  const known = new Set(alertRules.flatMap((rule) => namesIn(rule.expr)));
  const isKnown = expr.length <= 400 && namesIn(expr).every((name) => known.has(name) || isPromqlWord(name));
  // What compares no metric fires always or never.
  const compares = /[<>]|[=!]=|\babsent\b/.test(expr) && metricsIn(expr).some((name) => known.has(name));
  if (!claim || !isKnown || !compares || !/^\w{1,60}$/.test(alert) || !/^(?:\d{1,4}s|\d{1,3}m|1?\dh)$/.test(time))
    return undefined;
  return {
    alert,
    expr,
    for: time,
    severity,
    summary: claim.text,
    description: `${claim.text} (by the model ${model})`,
    evidence: claim.evidence,
  };
}

/** Names, and the values of labels, in an expression. */
function namesIn(expr: string): string[] {
  return expr.match(/"[^"]*"|'[^']*'|[A-Za-z_:][\w:]*/g) ?? [];
}

/** Names that are no labels and no values of labels. */
function metricsIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  return namesIn(bare).filter((name) => !isPromqlWord(name) && !/^["']/.test(name));
}

function isPromqlWord(name: string): boolean {
  return /^(?:rate|irate|increase|delta|deriv|predict_linear|sum|avg|min|max|count|by|without|on|ignoring|and|or|unless|bool|offset|histogram_quantile|avg_over_time|min_over_time|max_over_time|sum_over_time|clamp_min|clamp_max|absent|le|[smhd]|\d+[smhd])$/.test(
    name,
  );
}
