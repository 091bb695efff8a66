# The Rails sample as a Rails app serves it: `ruby rails.rb <port>`, with the samples in the folder `SAMPLES`. Answers the page, and 204 or 422 to what it sends.
require 'action_controller'
require 'action_view'
require 'logger'
require 'rack'
require 'webrick'

SAMPLES = ENV.fetch('SAMPLES')

class LoansController < ActionController::Base
  protect_from_forgery with: :exception
  self.logger = Logger.new(File::NULL)
  rescue_from(ActionController::InvalidAuthenticityToken) { head :unprocessable_entity }

  def new
    render inline: File.read("#{SAMPLES}/form-rails.html.erb")
  end

  def create
    head :no_content
  end
end

# What `rails new` switches on: the token of a form, and the request's origin.
ActionController::Base.allow_forgery_protection = true
ActionController::Base.forgery_protection_origin_check = true

routes = ActionDispatch::Routing::RouteSet.new
routes.draw do
  get '/', to: 'loans#new'
  post '/loans', to: 'loans#create'
  post '/api/connect-token', to: 'loans#create'
end

app = Rack::Builder.new do
  use Rack::Session::Cookie, secret: 'a secret of the test, which needs to be rather long: 0123456789 0123456789'
  run routes
end

Rack::Handler::WEBrick.run(app, Host: '127.0.0.1', Port: ARGV[0].to_i, AccessLog: [], Logger: WEBrick::Log.new(File::NULL))
