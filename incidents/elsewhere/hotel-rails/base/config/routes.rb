Rails.application.routes.draw do
  get "/hotels/:hotel_id/availability", to: "availability#show"
  post "/stays/:id/check_in", to: "stays#check_in"
end
