Rails.application.routes.draw do
  resources :orders, only: %i[create show] do
    resource :refund, only: :create
  end
  resources :performances, only: %i[index show]
end
