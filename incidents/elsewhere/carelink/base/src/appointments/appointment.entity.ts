import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
import { Document } from './document.entity';
import { Patient } from './patient.entity';

@Entity('appointment')
export class Appointment {
  @PrimaryGeneratedColumn() id: number;
  @Column() doctorId: number;
  @Column({ type: 'timestamptz' }) startsAt: Date;
  @Column({ default: 'booked' }) state: string;
  @ManyToOne(() => Patient) patient: Patient;
  @OneToMany(() => Document, (d) => d.appointment) documents: Document[];
}
