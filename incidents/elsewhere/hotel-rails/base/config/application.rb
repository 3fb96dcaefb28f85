require "rails/all"
Bundler.require(*Rails.groups)

module Roomkey
  class Application < Rails::Application
    config.load_defaults 7.1
    config.lograge.enabled = true
    config.lograge.formatter = Lograge::Formatters::KeyValue.new
    config.x.availability = config_for(:availability)
  end
end
