class Scanner
  def self.push(wave_id, stops)
    Net::HTTP.post(URI(ENV.fetch('SCANNER_URL')), { wave: wave_id, stops: stops }.to_json)
  end
end
