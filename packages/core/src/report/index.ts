export { alertingRules, type RuleFile } from './alerting-rules.ts';
export { BODY_LIMIT, STATUS_ROOM } from './body-limit.ts';
export { cite, grounded, resolves, sortedIds, unresolved } from './evidence.ts';
export { recoveryText, recurrenceText } from './follow-up.ts';
export {
  FixStatus,
  OpenIncident,
  openIncidentOf,
  StatusReport,
  statusReport,
} from './incident-status.ts';
export { workSign, workText } from './infrastructure.ts';
export { issueText } from './issue.ts';
export {
  IssueStatus,
  MAX_FIRINGS,
  type ReadIssue,
  readIssue,
  renderIssue,
  type StatusChange,
  withStatus,
  withText,
} from './issue-status.ts';
export { marker, markerKey } from './marker.ts';
export {
  answerNotification,
  type Notification,
  recoveryNotification,
  slackMessage,
  teamsMessage,
} from './notification.ts';
export { promqlFault } from './promql.ts';
export { splitBody, textHash } from './published-body.ts';
export { type PullRequestContext, proofIn, pullRequestText } from './pull-request.ts';
export {
  PullRequestStatus,
  type ReadPullRequest,
  readPullRequest,
  renderPullRequest,
  withChecks,
  withFix,
} from './pull-request-status.ts';
export { type RecommendationKind, recommendationsText } from './recommendations.ts';
export { type RecoveryEstimate, recoveryEstimate } from './recovery-time.ts';
export { repairComment } from './repair.ts';
export { runbookText } from './runbook.ts';
export { cell, code, codeCell, fence, htmlCode, type InlineOptions, inline, link, mermaidLabel } from './sanitise.ts';
export { sentencesOf, sharedSentences } from './sentences.ts';
export { statusText } from './status-table.ts';
export { responseSummary, stepSummary } from './step-summary.ts';
export { publishedText, summaryText } from './summary.ts';
export { commitMessage, cut, inert, logLine, oneLine, plainLine, visible } from './text.ts';
export { renderTimeline, type TimelineEvent, timelineOf } from './timeline.ts';
export { type ArtifactsInput, writeArtifacts } from './write-artifacts.ts';
