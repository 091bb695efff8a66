# Pluggy in Sinatra: Connect Tokens, the user's Items, codes, live events and webhooks.
require 'json'
require 'net/http'
require 'securerandom'
require 'sinatra'

API = URI(ENV.fetch('PLUGGY_API_URL', 'https://api.pluggy.ai'))
WEBHOOK_PATH = '/api/webhooks/pluggy'
WEBHOOK_SECRET = ENV.fetch('WEBHOOK_SECRET') { SecureRandom.urlsafe_base64(32) }
UUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/
METHODS = { get: Net::HTTP::Get, post: Net::HTTP::Post, patch: Net::HTTP::Patch, delete: Net::HTTP::Delete }.freeze

set :server, :puma
set :server_settings, { Threads: '4:64' } # An open stream occupies a thread.
set :port, ENV.fetch('PORT', 8000)
set :public_folder, File.expand_path(ENV.fetch('PAGE', '../page'))
set :sessions, same_site: :lax, httponly: true
set :session_secret, Digest::SHA512.hexdigest(ENV.fetch('SESSION_SECRET') { SecureRandom.hex })
set :show_exceptions, false
set :protection, except: :http_origin # Compared with the host below, which browsers write with the port.

# Items, and the users of their ids. Replace both with tables of your database.
ITEMS = {}
OWNERS = {}
# The queues of the open event streams, by user.
STREAMS = Hash.new { |streams, user| streams[user] = [] }
LOCK = Mutex.new
KEY = { value: nil, until: Time.at(0) }

# An answer that is not 2xx.
class Refused < StandardError
  attr_reader :status, :body

  def initialize(status, body = {})
    @status = status
    @body = body
    super(status.to_s)
  end
end

def send_to_pluggy(method, path, body, key = nil)
  request = METHODS[method].new(path, 'Content-Type' => 'application/json', 'X-API-KEY' => key.to_s)
  request.body = body.to_json if body
  answer = Net::HTTP.start(API.host, API.port, use_ssl: API.scheme == 'https', open_timeout: 5, read_timeout: 20) do |http|
    http.request(request)
  end
  content = JSON.parse(answer.body)
  return content if answer.is_a?(Net::HTTPSuccess)

  # The user can do nothing about a wrong key or a broken server: those are failures of this server.
  status = [400, 404, 409, 429].include?(answer.code.to_i) ? answer.code.to_i : 502
  raise Refused.new(status, { code: content['codeDescription'], data: content['data'] })
rescue SystemCallError, SocketError, Timeout::Error, JSON::ParserError
  raise Refused, 502
end

def pluggy(method, path, body = nil)
  if Time.now > KEY[:until] # A key is valid for two hours.
    keys = { clientId: ENV.fetch('PLUGGY_CLIENT_ID'), clientSecret: ENV.fetch('PLUGGY_CLIENT_SECRET') }
    KEY.update(value: send_to_pluggy(:post, '/auth', keys)['apiKey'], until: Time.now + 6000)
  end
  send_to_pluggy(method, path, body, KEY[:value])
end

# Keeps an Item, without the fields that browsers must not have.
def store(item, user)
  item = item.except('clientUserId', 'webhookUrl')
  LOCK.synchronize do
    OWNERS[item['id']] = user
    ITEMS[item['id']] = item
  end
end

def remove(item_id)
  LOCK.synchronize { [ITEMS, OWNERS].each { |kept| kept.delete(item_id) } }
end

# Reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm.
def handle(event)
  item_id = event['itemId'].to_s
  owner = OWNERS[item_id] || event['clientUserId']
  return unless owner && UUID.match?(item_id)

  event['event'] == 'item/deleted' ? remove(item_id) : store(pluggy(:get, "/items/#{item_id}"), owner)
  STREAMS[owner].each { |news| news << { event: event['event'], itemId: item_id }.to_json }
end

helpers do
  def user
    session[:user] ||= SecureRandom.hex(16) # Replace this with the user of your login.
  end

  def body_json
    body = JSON.parse(request.body.read)
    body.is_a?(Hash) ? body : halt(400)
  rescue JSON::ParserError
    halt 400
  end

  # Returns the id of an Item of this user. Another user's Item looks like none.
  def own(item_id)
    OWNERS[item_id.to_s.downcase] == user ? item_id.downcase : halt(404)
  end
end

before '/api/*' do
  content_type :json
  headers 'Cache-Control' => 'no-store'
  next if request.path == WEBHOOK_PATH

  # Other sites can send forms with the cookie.
  origin = request.env['HTTP_ORIGIN']
  halt 403 if !request.get? && origin && URI(origin).authority != request.env['HTTP_HOST']
end

error Refused do
  refused = env['sinatra.error']
  status refused.status
  refused.body.to_json
end

get '/' do
  user # Sets the cookie before the page's requests, which start together.
  send_file File.join(settings.public_folder, 'index.html')
end

post '/api/connect-token' do
  item_id = body_json['itemId']
  body = { options: { clientUserId: user, avoidDuplicates: true } }
  body[:itemId] = own(item_id) if item_id
  { accessToken: pluggy(:post, '/connect_token', body)['accessToken'] }.to_json
end

get '/api/items' do
  ITEMS.values.select { |item| OWNERS[item['id']] == user }.to_json
end

post '/api/items' do
  item_id = body_json['itemId'].to_s
  halt 400 unless UUID.match?(item_id)
  item = pluggy(:get, "/items/#{item_id.downcase}")
  item['clientUserId'] == user ? store(item, user).to_json : halt(404)
end

get('/api/items/:id') { store(pluggy(:get, "/items/#{own(params[:id])}"), user).to_json }
patch('/api/items/:id') { store(pluggy(:patch, "/items/#{own(params[:id])}", {}), user).to_json }
post('/api/items/:id/mfa') { store(pluggy(:post, "/items/#{own(params[:id])}/mfa", body_json), user).to_json }

delete '/api/items/:id' do
  item_id = own(params[:id])
  begin
    pluggy(:delete, "/items/#{item_id}")
  rescue Refused => e
    raise unless e.status == 404
  end
  remove(item_id)
  status 204
end

get '/api/events' do
  content_type 'text/event-stream'
  news = Thread::Queue.new
  mine = STREAMS[user]
  mine << news
  stream do |out|
    out << ":\n\n"
    loop do
      out << "data: #{Timeout.timeout(15) { news.pop }}\n\n"
    rescue Timeout::Error
      out << ":\n\n" # Proxies close an idle stream.
    end
  ensure
    mine.delete(news)
  end
end

post WEBHOOK_PATH do
  halt 401 unless Rack::Utils.secure_compare(request.env['HTTP_X_WEBHOOK_SECRET'].to_s, WEBHOOK_SECRET)
  event = body_json
  Thread.new { handle(event) } # Pluggy waits five seconds for an answer.
  '{}'
end

if ENV['PUBLIC_URL'] # Pluggy sends webhooks to this https address.
  webhook = { event: 'all', url: ENV['PUBLIC_URL'] + WEBHOOK_PATH, headers: { 'X-Webhook-Secret' => WEBHOOK_SECRET } }
  known = pluggy(:get, '/webhooks')['results'].find { |one| one['url'] == webhook[:url] && one['event'] == 'all' }
  known ? pluggy(:patch, "/webhooks/#{known['id']}", webhook) : pluggy(:post, '/webhooks', webhook)
end
