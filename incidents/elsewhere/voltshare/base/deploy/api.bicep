param image string
param env string = 'production'

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'voltshare-api'
  location: resourceGroup().location
  properties: {
    template: {
      containers: [
        {
          name: 'api'
          image: image
          env: [
            { name: 'ASPNETCORE_ENVIRONMENT', value: 'Production' }
          ]
        }
      ]
      scale: { minReplicas: 2, maxReplicas: 6 }
    }
  }
}
