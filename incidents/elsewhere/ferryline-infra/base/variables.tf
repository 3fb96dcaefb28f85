variable "vpc_cidr" {
  type    = string
  default = "10.40.0.0/16"
}

variable "db_instance_class" {
  type    = string
  default = "db.m6g.large"
}

variable "api_image" { type = string }
variable "settle_image" { type = string }
