resource "aws_ecs_cluster" "main" {
  name = "waste"
}

module "routing" {
  source          = "./modules/service"
  name            = "routing"
  cluster         = aws_ecs_cluster.main.id
  image           = "registry.acme.example/routing:3.2.0"
  desired         = 3
  subnets         = aws_subnet.app[*].id
  security_groups = [aws_security_group.routing.id]
  environment     = { DB_HOST = aws_db_instance.main.address }
}

module "scheduler" {
  source          = "./modules/service"
  name            = "scheduler"
  cluster         = aws_ecs_cluster.main.id
  image           = "registry.acme.example/scheduler:1.9.4"
  desired         = 1
  subnets         = aws_subnet.app[*].id
  security_groups = [aws_security_group.scheduler.id]
  environment     = { DB_HOST = aws_db_instance.main.address, QUEUE = aws_sqs_queue.tours.url }
}
