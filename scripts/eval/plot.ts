/** One curve of a reliability plot: what was said, and what was so. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly probability: number; readonly so: boolean }[];
}

const size = 320;
const left = 52;
const top = 40;

/**
 * Draws how often things were so against how probable they were said to be, as SVG of 460 × 470 that reads on light and dark pages.
 * One dot for each range between neighbouring `bounds`, larger where there are more, with the 95 % interval of its share (Wilson 1927);
 * dots on the diagonal are well calibrated.
 */
export function reliabilityPlot(title: string, curves: readonly Curve[], bounds: readonly number[]): string {
  const x = (value: number) => (left + value * size).toFixed(1);
  const y = (value: number) => (top + (1 - value) * size).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    `<path class="grid" d="M${x(value)} ${y(0)}V${y(1)}M${x(0)} ${y(value)}H${x(1)}"/>`,
    `<text x="${x(value)}" y="${top + size + 18}" text-anchor="middle">${value}</text>`,
    `<text x="${left - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`,
  ]);
  const drawn = curves.flatMap(({ name, points }, index) => {
    const dots = dotsOf(points, bounds);
    const line = dots.map(({ said, so }) => `${x(said)},${y(so)}`).join(' ');
    const key = top + size + 70 + index * 20;
    return [
      `<polyline class="c${index}" points="${line}"/>`,
      ...dots.map(({ said, from, to }) => `<path class="c${index}" d="M${x(said)} ${y(from)}V${y(to)}"/>`),
      ...dots.map(
        ({ said, so, count }) =>
          `<circle class="c${index}" cx="${x(said)}" cy="${y(so)}" r="${Math.min(8, 2 + 1.2 * Math.log(count)).toFixed(1)}"><title>${name}: ${count} said ${said.toFixed(2)}, so in ${so.toFixed(2)}</title></circle>`,
      ),
      `<circle class="c${index}" cx="${left + 6}" cy="${key - 4}" r="5"/>`,
      `<text x="${left + 20}" y="${key}">${name} (${points.length})</text>`,
    ];
  });
  return `${[
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 470" role="img" font-family="sans-serif" font-size="12">',
    `<title>${title}</title>`,
    '<style>text{fill:#1f2328}.grid{stroke:#d1d9e0}.even{stroke:#59636e;stroke-dasharray:4 4}polyline,path.c0,path.c1{fill:none;stroke-width:2}.c0{stroke:#0969da}circle.c0{fill:#0969da}.c1{stroke:#bc4c00}circle.c1{fill:#bc4c00}',
    '@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.grid{stroke:#3d444d}.even{stroke:#9198a1}.c0{stroke:#4493f8}circle.c0{fill:#4493f8}.c1{stroke:#f0883e}circle.c1{fill:#f0883e}}</style>',
    `<text x="${left}" y="22" font-weight="600">${title}</text>`,
    ...ticks,
    `<path class="even" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>`,
    `<text x="${left + size / 2}" y="${top + size + 40}" text-anchor="middle">said</text>`,
    `<text transform="translate(14 ${top + size / 2}) rotate(-90)" text-anchor="middle">was so</text>`,
    ...drawn,
    '</svg>',
  ].join('\n')}\n`;
}

function dotsOf(points: Curve['points'], bounds: readonly number[]) {
  return bounds.slice(1).flatMap((to, index) => {
    const inside = points.filter(
      ({ probability }) => probability >= bounds[index]! && (probability < to || to === bounds.at(-1)),
    );
    if (inside.length === 0) return [];
    const share = (of: (point: (typeof inside)[number]) => number) =>
      inside.reduce((sum, point) => sum + of(point), 0) / inside.length;
    const [count, so] = [inside.length, share((point) => Number(point.so))];
    return [{ count, said: share(({ probability }) => probability), so, ...wilson(so, count) }];
  });
}

function wilson(share: number, count: number): { readonly from: number; readonly to: number } {
  const squared = 1.96 ** 2;
  const middle = share + squared / (2 * count);
  const half = 1.96 * Math.sqrt((share * (1 - share)) / count + squared / (4 * count ** 2));
  return { from: (middle - half) / (1 + squared / count), to: (middle + half) / (1 + squared / count) };
}
