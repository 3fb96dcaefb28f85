Rails.application.routes.draw do
  resources :loans, only: %i[index create]
  resources :members, only: %i[show]
  get "/desk/overdue", to: "desk#overdue"
end
