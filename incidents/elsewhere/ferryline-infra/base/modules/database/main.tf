variable "subnet_ids" { type = list(string) }
variable "sg_id" { type = string }
variable "instance_class" { type = string }

resource "aws_db_subnet_group" "this" {
  name       = "ferry"
  subnet_ids = var.subnet_ids
}

resource "aws_db_instance" "this" {
  identifier              = "ferry-prod"
  engine                  = "postgres"
  engine_version          = "15.6"
  instance_class          = var.instance_class
  allocated_storage       = 200
  db_subnet_group_name    = aws_db_subnet_group.this.name
  vpc_security_group_ids  = [var.sg_id]
  parameter_group_name    = aws_db_parameter_group.this.name
  backup_retention_period = 7
  multi_az                = true
}

output "address" { value = aws_db_instance.this.address }
