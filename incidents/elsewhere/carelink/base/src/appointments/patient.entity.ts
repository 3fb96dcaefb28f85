import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('patient')
export class Patient {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column() insurer: string;
}
