/** Stable, greppable names for every way a stage can fail. Add here first, then throw. */
export type SreErrorCode =
  | 'ALERT_INVALID'
  | 'ALERT_MISSING'
  | 'ALERT_UNRECOGNISED'
  | 'CHANGE_LIST_INVALID'
  | 'CLUSTER_REFUSED'
  | 'DOCUMENT_INVALID'
  | 'DOCUMENT_MISSING'
  | 'ENVIRONMENT_UNPROTECTED'
  | 'FILE_UNREADABLE'
  | 'FOLDER_ALTERED'
  | 'FOLDER_INVALID'
  | 'GITHUB_FORBIDDEN'
  | 'GITHUB_LIMIT_REACHED'
  | 'GITHUB_NOT_FOUND'
  | 'GITHUB_REFUSED'
  | 'GITHUB_UNREACHABLE'
  | 'KNOWLEDGE_INVALID'
  | 'LOG_UNREADABLE'
  | 'MODEL_LIMIT_REACHED'
  | 'MODEL_REFUSED'
  | 'MODEL_REPLY_INVALID'
  | 'MODEL_TIMED_OUT'
  | 'MODEL_UNREACHABLE'
  | 'NOTIFICATION_FAILED'
  | 'OPTION_INVALID'
  | 'OUTPUT_UNWRITABLE'
  | 'PLAN_CHANGED'
  | 'POLICY_INVALID'
  | 'POLICY_REFUSED'
  | 'PROMPT_INVALID'
  | 'PROOF_INVALID'
  | 'PUBLICATION_CONTESTED'
  | 'REPAIR_DECLINED'
  | 'REPOSITORY_UNREADABLE'
  | 'TOKEN_INVALID'
  | 'TOOL_MISSING';

/**
 * An expected failure: we know what went wrong and what the user can do about it.
 *
 * `message` says what happened; `remedy` is the next thing to try. Anything that is not an
 * `SreError` is a bug of ours and keeps its stack trace.
 */
export class SreError extends Error {
  override readonly name = 'SreError';
  readonly code: SreErrorCode;
  readonly remedy: string;

  constructor(code: SreErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}
