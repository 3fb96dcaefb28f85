import { Appointment } from './appointment.entity';

export function toRow(a: Appointment) {
  return {
    id: a.id,
    startsAt: a.startsAt.toISOString(),
    state: a.state,
    patient: a.patient.name,
    documents: a.documents.map((d) => ({ kind: d.kind, url: d.url })),
  };
}
