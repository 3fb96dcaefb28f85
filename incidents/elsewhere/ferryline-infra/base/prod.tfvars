api_image    = "000000000000.dkr.ecr.eu-north-1.amazonaws.com/ferry-api:2026.9.3"
settle_image = "000000000000.dkr.ecr.eu-north-1.amazonaws.com/ferry-settle:2026.8.1"
