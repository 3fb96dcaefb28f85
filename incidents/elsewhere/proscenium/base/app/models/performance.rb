class Performance < ApplicationRecord
  belongs_to :venue
  has_many :orders

  scope :upcoming, -> { where("starts_at > ?", Time.current).order(:starts_at) }
end
