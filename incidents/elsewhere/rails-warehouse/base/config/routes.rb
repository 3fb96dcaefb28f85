Rails.application.routes.draw do
  get 'healthz', to: proc { [200, {}, ['ok']] }
  resources :stock_items, only: %i[index show update]
end
