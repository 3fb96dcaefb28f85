import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Appointment } from './appointment.entity';

@Entity('document')
export class Document {
  @PrimaryGeneratedColumn() id: number;
  @Column() kind: string;
  @Column() url: string;
  @ManyToOne(() => Appointment, (a) => a.documents) appointment: Appointment;
}
