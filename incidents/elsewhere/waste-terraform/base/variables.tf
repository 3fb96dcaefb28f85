variable "vpc_cidr" {
  type    = string
  default = "10.40.0.0/16"
}

variable "app_subnets" {
  type    = list(string)
  default = ["10.40.16.0/20", "10.40.32.0/20"]
}

variable "db_subnets" {
  type    = list(string)
  default = ["10.40.64.0/24", "10.40.65.0/24"]
}
