# Pluggy in Sinatra: Connect Tokens, the user's Items, codes, live events and webhooks.
require 'json'
require 'net/http'
require 'securerandom'
require 'sinatra'

API = URI(ENV.fetch('PLUGGY_API_URL', 'https://api.pluggy.ai'))
WEBHOOK_PATH = '/api/webhooks/pluggy'
MAX_BODY_BYTES = 16_384
MAX_WEBHOOK_BYTES = 1_000_000
UUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/
METHODS = { get: Net::HTTP::Get, post: Net::HTTP::Post, patch: Net::HTTP::Patch, delete: Net::HTTP::Delete }.freeze

set :server, :puma
set :server_settings, { Threads: '4:64' } # An open stream occupies a thread.
set :port, ENV.fetch('PORT', 8000)
set :public_folder, File.expand_path(ENV.fetch('PAGE', '../page'))
set :sessions, same_site: :lax, httponly: true
set :session_secret, Digest::SHA512.hexdigest(ENV.fetch('SESSION_SECRET'))
set :show_exceptions, false
# The origin is compared below, with the port. A session is not bound to the browser's name and version.
set :protection, except: %i[http_origin session_hijacking]

# Items, the users of their ids, and the ids of known events. Replace the three with tables of your database.
ITEMS = {}
OWNERS = {}
EVENTS = {}
# The queues of the open event streams, by user.
STREAMS = Hash.new { |streams, user| streams[user] = [] }
LOCK = Mutex.new
KEY = { value: nil, until: Time.at(0) }

# An answer that is not 2xx.
class Refused < StandardError
  attr_reader :status, :body

  def initialize(status, code, data = nil)
    @status = status
    @body = { code: code, message: "Refused: #{code}.", data: data }
    super(code)
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
  raise Refused.new(502, 'pluggy-failed') unless [400, 404, 409, 429].include?(answer.code.to_i)

  raise Refused.new(answer.code.to_i, content['codeDescription'] || 'pluggy-refused', content['data'])
rescue SystemCallError, SocketError, Timeout::Error, JSON::ParserError
  raise Refused.new(502, 'pluggy-failed')
end

# Calls Pluggy with the API key, which stays here. Returns `missing`, if given, in place of a 404.
def pluggy(method, path, body = nil, missing: nil)
  if Time.now > KEY[:until] # A key is valid for two hours.
    keys = { clientId: ENV.fetch('PLUGGY_CLIENT_ID'), clientSecret: ENV.fetch('PLUGGY_CLIENT_SECRET') }
    KEY.update(value: send_to_pluggy(:post, '/auth', keys)['apiKey'], until: Time.now + 6000)
  end
  send_to_pluggy(method, path, body, KEY[:value])
rescue Refused => e
  raise unless e.status == 404 && missing

  missing
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

# Reads the Item that an event names, and informs the pages of its user.
def handle(event)
  item_id = event['itemId'].to_s
  return unless UUID.match?(item_id)

  is_deleted = event['event'] == 'item/deleted'
  item = is_deleted ? {} : pluggy(:get, "/items/#{item_id}")
  owner = OWNERS[item_id] || item['clientUserId'] or return
  is_deleted ? remove(item_id) : store(item, owner)
  STREAMS[owner].each { |news| news << { event: event['event'], itemId: item_id }.to_json }
end

helpers do
  def user
    session[:user] || refuse(401, 'not-signed-in')
  end

  def refuse(status, code)
    raise Refused.new(status, code)
  end

  def body_json(max_bytes = MAX_BODY_BYTES)
    refuse(413, 'too-large') if request.content_length.to_i > max_bytes
    body = JSON.parse(request.body.read)
    body.is_a?(Hash) ? body : refuse(400, 'bad-json')
  rescue JSON::ParserError
    refuse(400, 'bad-json')
  end

  # Returns the id of an Item of this user. Another user's Item looks like none.
  def own(item_id)
    OWNERS[item_id.downcase] == user ? item_id.downcase : refuse(404, 'item-not-found')
  end
end

before '/api/*' do
  content_type :json
  headers 'Cache-Control' => 'no-store'
  next if request.path == WEBHOOK_PATH

  # Other sites can send forms with the cookie.
  origin = request.env['HTTP_ORIGIN']
  refuse(403, 'cross-origin') if !request.get? && origin && !origin.end_with?("//#{request.env['HTTP_HOST']}")
  user
end

error Refused do
  refused = env['sinatra.error']
  status refused.status
  refused.body.to_json
end

get '/' do
  session[:user] ||= SecureRandom.hex(16) # Replace this with the user of your login.
  send_file File.join(settings.public_folder, 'index.html')
end

post '/api/connect-token' do
  item_id = body_json['itemId']&.to_s&.downcase
  refuse(403, 'item-not-yours') if item_id && OWNERS[item_id] != user
  body = { itemId: item_id, options: { clientUserId: user, avoidDuplicates: true } }.compact
  { accessToken: pluggy(:post, '/connect_token', body)['accessToken'] }.to_json
end

get '/api/items' do
  ITEMS.values.select { |item| OWNERS[item['id']] == user }.to_json
end

post '/api/items' do
  item_id = body_json['itemId'].to_s
  refuse(400, 'bad-item-id') unless UUID.match?(item_id)
  item = pluggy(:get, "/items/#{item_id.downcase}", missing: {})
  item['clientUserId'] == user ? store(item, user).to_json : refuse(403, 'item-not-yours')
end

get('/api/items/:id') { store(pluggy(:get, "/items/#{own(params[:id])}"), user).to_json }
patch('/api/items/:id') { store(pluggy(:patch, "/items/#{own(params[:id])}", {}), user).to_json }
post('/api/items/:id/mfa') { store(pluggy(:post, "/items/#{own(params[:id])}/mfa", body_json), user).to_json }

delete '/api/items/:id' do
  item_id = own(params[:id])
  pluggy(:delete, "/items/#{item_id}", missing: {})
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
  given = request.env['HTTP_X_WEBHOOK_SECRET'].to_s
  refuse(401, 'no-secret') unless Rack::Utils.secure_compare(given, ENV.fetch('WEBHOOK_SECRET'))
  event = body_json(MAX_WEBHOOK_BYTES)
  # Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
  is_known = LOCK.synchronize { EVENTS.key?(event['eventId']) || !(EVENTS[event['eventId']] = true) }
  Thread.new { handle(event) } unless is_known
  '{}'
end
