resource "aws_db_subnet_group" "main" {
  name       = "waste"
  subnet_ids = aws_subnet.db[*].id
}

resource "aws_db_instance" "main" {
  identifier             = "waste-prod"
  engine                 = "postgres"
  engine_version         = "15.7"
  instance_class         = "db.r6g.large"
  allocated_storage      = 200
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.db.id]
  multi_az               = true
}
