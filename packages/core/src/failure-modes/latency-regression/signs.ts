import type { Sign } from '../types.ts';

/**
 * Wording of work that takes too long: slow statements, timeouts that cancel it, saturated processors.
 *
 * PostgreSQL 57014 and auto_explain, MySQL slow log and 3024, SqlClient, MongoDB 50, HTTP 504 and client timeouts, gunicorn, puma, Lambda, Heroku H12.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /slow (?:quer|sql|statement)|duration: (?<millis>\d{4,9})(?:\.\d+)? ms|canceling statement due to statement timeout|maximum statement execution time exceeded|QueryTimeout|SQLTimeoutException|Execution Timeout Expired|prior to completion of the operation|operation exceeded time limit|MaxTimeMSExpired|Seq Scan on (?<table>\w{1,80})|full table scan|COLLSCAN|missing index|ORA-01013|Query_time: (?<seconds>\d{1,6})/i,
    weight: 4,
    means: 'statements take too long',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Read timed out|SocketTimeoutException|ReadTimeout|\b504\b[^\n]{0,20}|Gateway Time-?out|upstream (?:timed out|request timeout)|[Rr]equest timed out|ESOCKETTIMEDOUT|ECONNABORTED|TimeoutException|TimeoutError|AsyncRequestTimeout|WORKER TIMEOUT|Task timed out after|Rack::Timeout|code=H12|TaskCanceledException/i,
    weight: 2,
    means: 'requests run into timeouts',
  },
  {
    in: ['log', 'alert'],
    pattern: /deadline exceeded|DEADLINE_EXCEEDED|DeadlineExceeded|canceling statement due to user request/i,
    weight: 1.3,
    means: 'callers lose patience',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\bCPU\b[^\n]{0,40}(?:high|9\d ?%|100 ?%|throttl|satur|above|exceed)|CPUThrottling|event loop (?:lag|blocked|delay|utili)|load average|catastrophic backtracking|Thread starvation or clock leap/i,
    weight: 2.6,
    means: 'the processor is saturated',
  },
  {
    in: ['alert', 'metric'],
    pattern: /latency|response[ _]?time|duration|\bp9[059]\b|\bslow|apdex|time_?out/i,
    weight: 1.4,
    means: 'response times are what is measured',
  },
  {
    in: ['metric'],
    pattern: /cpu|event_?loop|load_?avg|throttled_?(?:seconds|periods)/i,
    weight: 2,
    means: 'processor time is what is measured',
  },
];
