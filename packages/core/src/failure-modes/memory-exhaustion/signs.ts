import type { Sign } from '../types.ts';

/**
 * Wording of runtimes whose own heap or address space is used up.
 *
 * HotSpot's OutOfMemoryError causes, V8 fatal errors, CPython, the Go runtime, .NET, Ruby, PHP and native allocators.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /OutOfMemoryError: (?<space>Java heap space|GC overhead limit exceeded|Metaspace|Compressed class space|Direct buffer memory|Cannot reserve \d+ bytes of direct buffer memory|unable to create (?:new )?native thread|Requested array size exceeds VM limit|Map failed)|java\.lang\.OutOfMemoryError|Terminating due to java\.lang\.OutOfMemoryError/,
    weight: 5,
    means: 'the Java virtual machine runs out of memory',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /JavaScript heap out of memory|Reached heap limit|Ineffective mark-compacts near heap limit|ERR_WORKER_OUT_OF_MEMORY|Array buffer allocation failed|Zone Allocation failed - process out of memory/,
    weight: 5,
    means: 'the JavaScript engine runs out of heap',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /^MemoryError\b|\bMemoryError(?:$|: |\n)|_ArrayMemoryError|Unable to allocate [\d.]{1,12} [KMGT]iB for an array|DefaultCPUAllocator: not enough memory|CUDA out of memory/m,
    weight: 4.5,
    means: 'the Python process cannot allocate memory',
  },
  {
    in: ['log', 'alert'],
    pattern: /fatal error: (?:runtime: )?(?:out of memory|cannot allocate)|runtime: (?:out of memory|cannot allocate)/,
    weight: 5,
    means: 'the Go runtime cannot allocate memory',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /System\.OutOfMemoryException|\bOutOfMemoryException\b|HeapHardLimit|Insufficient memory to continue the execution/,
    weight: 4.5,
    means: 'the .NET runtime cannot allocate memory',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /std::bad_alloc|memory allocation of \d{1,20} bytes failed|failed to allocate memory|\bNoMemoryError\b|Allowed memory size of (?<limit>\d{1,20}) bytes exhausted|Cannot allocate memory|\bENOMEM\b|malloc: can't allocate|mmap failed: Out of memory/,
    weight: 4,
    means: 'an allocation fails inside the process',
  },
  {
    in: ['log'],
    pattern: /Dumping heap to (?<dump>\S{1,200})|Heap dump file created|hs_err_pid\d+|writing heap snapshot/i,
    weight: 2.5,
    means: 'the process writes a heap dump',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /GC overhead|\bFull GC\b|Pause Full|To-space exhausted|concurrent mode failure|Mark-sweep \(reduce\)|(?:long|excessive) (?:GC|garbage collection)|\[GC(?: \d| \()|gen2 .{0,30}(?:GC|collection)/i,
    weight: 1.6,
    means: 'garbage collection no longer frees enough',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?<![\w.$-])(?<cache>[\w.$-]{0,60}(?:cache|map|registry|store))\b[^\n]{0,20} (?:size|entries|holds|contains|grew to|has)[ =:]{1,3}(?<entries>\d{4,12})/i,
    weight: 1.6,
    means: 'a cache or map keeps growing',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\b(?:heap|old gen|managed memory)\b[^\n]{0,40}(?:\b9\d(?:\.\d{1,3})? ?%|exhaust|full|high|grow|above|exceed|pressure)|memory leak|out of heap/i,
    weight: 2,
    means: 'the heap fills up',
  },
  {
    in: ['metric'],
    pattern: /jvm_?memory|jvm\.memory|heap|old_?gen|gc_?(?:pause|time|overhead)|nodejs_.*memory/i,
    weight: 2,
    means: 'the memory of the process is what is measured',
  },
];
