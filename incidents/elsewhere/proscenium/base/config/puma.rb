threads 5, 5
workers 2
port ENV.fetch("PORT", 3000)
preload_app!
