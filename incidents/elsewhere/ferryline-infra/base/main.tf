module "network" {
  source   = "./modules/network"
  vpc_cidr = var.vpc_cidr
}

module "database" {
  source         = "./modules/database"
  subnet_ids     = module.network.private_subnet_ids
  sg_id          = module.network.sg_db_id
  instance_class = var.db_instance_class
}

module "api" {
  source     = "./modules/service"
  name       = "api"
  image      = var.api_image
  cpu        = 512
  memory     = 1024
  desired    = 3
  subnet_ids = module.network.private_subnet_ids
  sg_ids     = [module.network.sg_api_id]
  db_host    = module.database.address
}

module "settle" {
  source     = "./modules/service"
  name       = "settle"
  image      = var.settle_image
  cpu        = 256
  memory     = 512
  desired    = 1
  subnet_ids = module.network.private_subnet_ids
  sg_ids     = [module.network.sg_jobs_id]
  db_host    = module.database.address
}
