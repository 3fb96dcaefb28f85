class PickWaveJob
  include Sidekiq::Job
  sidekiq_options queue: 'default', retry: 5

  def perform(wave_id, skus)
    stops = PickRoute.for(skus)
    Rails.logger.info("wave=#{wave_id} stops=#{stops.size}")
    Scanner.push(wave_id, stops)
  end
end
