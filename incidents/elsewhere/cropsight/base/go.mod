module acme.example/cropsight

go 1.22

require (
	github.com/aws/aws-sdk-go-v2 v1.27.2
	github.com/spf13/cobra v1.8.0
	gopkg.in/yaml.v3 v3.0.1
)
