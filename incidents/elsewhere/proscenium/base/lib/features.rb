require "yaml"

# Features.on?(:seat_map_v2)
module Features
  CONFIG = YAML.load_file(File.expand_path("../config/features.yml", __dir__)).fetch(ENV.fetch("RAILS_ENV", "staging"))

  def self.on?(name)
    CONFIG.fetch(name.to_s, false)
  end
end
