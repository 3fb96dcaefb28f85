import { toRow } from '../src/appointments/agenda-row';

test('row carries the patient', () => {
  const row = toRow({ id: 1, startsAt: new Date(0), state: 'booked', patient: { name: 'J. Doe' }, documents: [] } as any);
  expect(row.patient).toBe('J. Doe');
});
