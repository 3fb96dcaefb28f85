export class ClaimDto {
  policyNo!: string;
  plate!: string;
  occurredAt!: string;
  channel?: string;
}
