resource "aws_security_group" "routing" {
  name   = "routing-service"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "scheduler" {
  name   = "scheduler"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "db" {
  name   = "waste-db"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id = aws_security_group.db.id
  description       = "application subnets"
  cidr_ipv4         = "10.40.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}

resource "aws_vpc_security_group_egress_rule" "routing_all" {
  security_group_id = aws_security_group.routing.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "scheduler_all" {
  security_group_id = aws_security_group.scheduler.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
