import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Between, Repository } from 'typeorm';
import { Appointment } from './appointment.entity';
import { toRow } from './agenda-row';

@Injectable()
export class AppointmentsService {
  constructor(@InjectRepository(Appointment) private readonly appointments: Repository<Appointment>) {}

  async agenda(doctorId: number, from: Date, to: Date) {
    const list = await this.appointments.find({
      where: { doctorId, startsAt: Between(from, to) },
      relations: { patient: true, documents: true },
      order: { startsAt: 'ASC' },
    });
    return list.map(toRow);
  }
}
