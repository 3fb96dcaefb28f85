resource "aws_ecs_task_definition" "this" {
  family                   = "ferry-${var.name}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  container_definitions = jsonencode([{
    name  = var.name
    image = var.image
    environment = [
      { name = "DB_HOST", value = var.db_host },
      { name = "DB_NAME", value = "ferry" }
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = "/ecs/ferry-${var.name}", "awslogs-region" = "eu-north-1", "awslogs-stream-prefix" = "ecs" }
    }
  }])
}

resource "aws_ecs_service" "this" {
  name            = "ferry-${var.name}"
  cluster         = "ferry"
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = var.subnet_ids
    security_groups = var.sg_ids
  }
}
