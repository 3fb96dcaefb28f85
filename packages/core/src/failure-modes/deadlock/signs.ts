import type { Sign } from '../types.ts';

/**
 * Wording of databases and runtimes in which two parties wait for each other.
 *
 * PostgreSQL 40P01/40001/55P03, MySQL 1213/1205, Oracle ORA-00060/00054, SQL Server 1205, SQLite busy, HANA 133/131, MongoDB write conflicts;
 * HotSpot thread dumps, the Go scheduler, .NET and Ruby.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /deadlock detected|\b40P01\b|[Dd]eadlock found when trying to get lock|ORA-00060|was deadlocked on (?<resource>lock[\w |]{0,60}?) resources|chosen as the deadlock victim|transaction rolled back by detected deadlock|DeadlockLoser|Deadlocked\b|DeadlockDetected|aborted due to deadlock|P2034/,
    weight: 5,
    passing: true,
    means: 'the database breaks a deadlock',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Lock wait timeout exceeded|canceling statement due to lock timeout|LockNotAvailable|could not obtain lock on (?:row in )?relation "(?<table>\w{1,80})"|ORA-00054|resource busy and acquire with NOWAIT|Lock request time out period exceeded|rolled back by lock wait timeout|SQLITE_BUSY|database (?:table )?is locked|CannotAcquireLock|LockAcquisitionException|PessimisticLock\w{0,20}Exception|LockTimeout|LockWaitTimeout/,
    weight: 4,
    passing: true,
    means: 'waiting for a lock timed out',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /could not serialize access|\b40001\b(?!\]?:? ?Serialization failure: 1213)|SerializationFailure|WriteConflict|OptimisticLock\w{0,20}(?:Exception|Error)|StaleObjectState|ORA-08177|Snapshot isolation transaction aborted|DbUpdateConcurrencyException/,
    weight: 3,
    passing: true,
    means: 'transactions conflict with each other',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Found (?:one|\d+) Java-level deadlocks?|all goroutines are asleep - deadlock!|No live threads left\. Deadlock\?|deadlock; recursive locking|possible deadlock|self-deadlock|EDEADLK|lock order (?:inversion|violation)/i,
    weight: 5,
    means: 'threads wait for each other',
  },
  {
    in: ['log'],
    pattern: /goroutine \d{1,9} \[(?:sync\.(?:RW)?Mutex\.R?Lock|semacquire|sync\.Cond\.Wait)(?:, \d{1,6} minutes)/,
    weight: 5,
    plain: true,
    means: 'goroutines have waited for a lock for minutes',
  },
  {
    in: ['log'],
    pattern:
      /goroutine \d{1,9} \[(?:sync\.(?:RW)?Mutex\.R?Lock|semacquire)|sync\.runtime_Semacquire(?:RW)?Mutex|parking to wait for {1,2}<0x|\bfutex_wait_queue|_wait_for_tstate_lock|Monitor\.(?:Reliable)?Enter\b|Thread #?\d{1,6}[^\n]{0,40} owns? (?:the )?lock|SyncBlock|parking_lot::\w{1,30}::lock_slow/,
    weight: 2,
    means: 'a thread dump shows waiting for a lock',
  },
  {
    in: ['log'],
    pattern: /./,
    frame:
      /Monitor\.(?:Reliable)?Enter|runtime_Semacquire(?:RW)?Mutex|\bMutex\)?\.(?:lockSlow|Lock)\b|_wait_for_tstate_lock|threading\.py\S* (?:acquire|wait)|acquire threading\.py/,
    weight: 2.5,
    means: 'the trace ends in waiting for a lock',
  },
  {
    in: ['log'],
    pattern:
      /\bSIGQUIT: quit|Full thread dump|\(most recent call first\):|Thread 0x[0-9a-f]{6,16}|Dumping stack traces of all threads/,
    weight: 1.2,
    plain: true,
    means: 'somebody took a dump of all threads',
  },
  {
    in: ['alert', 'metric'],
    pattern:
      /(?:goroutines?|threads?)\b[^\n]{0,40}\b(?:rising|growing|climbing|pil(?:e|ing) up|blocked|stuck)|hangs?\b[^\n]{0,60}\bCPU\b[^\n]{0,20}(?:low|idle|below|under)/i,
    weight: 1.5,
    means: 'waiting threads pile up',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /BLOCKED \(on object monitor\)|waiting to lock <0x|[Tt]hread[^\n]{0,60}blocked for \d+|thread ?pool starvation|All threads (?:are )?(?:blocked|busy)|blocked threads?/i,
    weight: 2.4,
    means: 'threads are blocked',
  },
  {
    in: ['log'],
    pattern:
      /(?:while )?(?:updating|locking|inserting|deleting) tuple[^\n]{0,60} in relation "(?<table>\w{1,80})"|waits for \w{1,40} on (?:transaction|relation|tuple)|(?:UPDATE|update|INSERT INTO|insert into|DELETE FROM|delete from) ["`]?(?<table2>[a-z_]\w{1,60})["`]?/,
    weight: 0.4,
    means: 'the contended table is named',
  },
  {
    in: ['metric', 'alert'],
    pattern: /dead_?locks?|lock_?(?:wait|timeout|contention)|blocked_?(?:threads|sessions|processes)/i,
    weight: 4,
    means: 'locks are what is measured',
  },
];
