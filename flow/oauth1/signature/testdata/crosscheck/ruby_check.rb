#!/usr/bin/ruby
# Verifies signed HTTP requests with ruby-oauth, as a server does.
#
# Reads one JSON object a line: {id, scheme, request, consumer_secret, token_secret, public_key}, where request is the
# message of HTTP/1.1 as it went over the wire. Answers each with a line {id, verified, unfit, base_string, error}. unfit
# says which fault of ruby-oauth keeps it from judging this request; it is empty where nothing does.

require "cgi"
require "json"
require "oauth"
require "oauth/request_proxy/net_http"
require "oauth/signature/plaintext"

FORM = "application/x-www-form-urlencoded"
LACKING = %w[HMAC-SHA256 HMAC-SHA512 RSA-SHA256 RSA-SHA512].freeze

# An HTTP message taken apart. The host is that of the Host header.
Message = Struct.new(:method, :target, :uri, :type, :authorization, :body) do
  def self.parse(scheme, text)
    head, body = text.split("\r\n\r\n", 2)
    line, *fields = head.split("\r\n")
    method, target, = line.split(" ")
    headers = fields.to_h { |f| f.split(": ", 2) }
    new(method, target, "#{scheme}://#{headers["Host"]}#{target}", headers["Content-Type"], headers["Authorization"], body)
  end

  # ruby-oauth's proxy for Net::HTTP reads the query and the form, but an Authorization header only as if it were a
  # form. So the oauth parameters of the header are added, read by the parser that its other proxies have.
  def proxy_options
    { uri: uri, parameters: header_parameters }
  end

  def request
    request = Net::HTTPGenericRequest.new(method, true, true, target)
    request["Content-Type"] = type if type
    request.body = body
    request
  end

  def header_parameters
    return {} unless authorization

    OAuth::Helper.parse_header(authorization).select { |name, _| name.start_with?("oauth_") }
  end

  def realm
    authorization.to_s[/\AOAuth realm="((?:[^"\\]|\\.)*)"/, 1].to_s
  end

  def taken_for_form?
    !body.empty? && type.to_s.downcase.start_with?(FORM)
  end

  def form?
    taken_for_form? && type.downcase[/\A[^; \t]*/] == FORM
  end

  # The pairs of the query and the form, as they stand.
  def raw_pairs
    [URI.parse(uri).query, form? ? body : nil].compact.join("&").split("&").reject(&:empty?)
  end
end

# The known faults of ruby-oauth 0.5.4, each as narrow as it can be told.
def unfit(message)
  return "reads no URL with raw characters or bad escapes" unless url?(message.uri)
  return "leaves the method in lower case" if message.method != message.method.upcase
  return "takes a similar content type for a form" if message.taken_for_form? && !message.form?
  return "reads forms of POST and PUT only" if message.form? && !%w[POST PUT].include?(message.method)
  return "divides the header inside a quoted realm" if message.realm.match?(/[,=&]/)
  return "leaves the quotes of a header value with a line break" if message.authorization.to_s.include?("%0A")

  pairs = message.raw_pairs
  return "divides parameters at ;" if pairs.any? { |pair| pair.include?(";") }
  return "joins a name without = and others of that name" if joined?(pairs)

  "sorts before encoding" if missorted?(pairs.map { |pair| decoded(pair) } + message.header_parameters.to_a)
end

def url?(uri)
  URI.parse(uri)
rescue URI::InvalidURIError
  false
end

def decoded(pair)
  name, value = pair.split("=", 2)
  [CGI.unescape(name), CGI.unescape(value || "")]
end

def joined?(pairs)
  bare, others = pairs.partition { |pair| !pair.include?("=") }
  names = bare.map { |name| CGI.unescape(name) }
  names.uniq! || names.intersect?(others.map { |pair| decoded(pair).first })
end

def missorted?(parameters)
  parameters.sort != parameters.sort_by { |pair| pair.map { |text| OAuth::Helper.escape(text) } }
end

def verify(message, test, answer)
  secret = test["public_key"].empty? ? test["consumer_secret"] : test["public_key"]
  options = { consumer_secret: secret, token_secret: test["token_secret"] }
  signature = OAuth::Signature.build(message.request, message.proxy_options.merge(options))
  answer[:base_string] = signature.request.signature_base_string
  answer[:verified] = signature.verify && body_hash?(signature)
end

# Without a hash in the request, or without one in the method, there is nothing to compare.
def body_hash?(signature)
  sent = signature.request.parameters["oauth_body_hash"].first
  sent.nil? || signature.body_hash.nil? || sent == signature.body_hash
end

def check(test)
  answer = { id: test["id"], verified: false, unfit: "", base_string: "", error: "" }
  message = Message.parse(test["scheme"], test["request"])
  answer[:unfit] = unfit(message).to_s
  verify(message, test, answer)
  answer
rescue OAuth::Signature::UnknownSignatureMethod => e
  LACKING.include?(e.message) ? answer.merge(unfit: "has no #{e.message}") : answer.merge(error: e.message)
rescue StandardError => e # whatever it is, the request was not verified
  answer.merge(error: "#{e.class}: #{e.message}")
end

$stdin.set_encoding("UTF-8")
$stdin.each_line { |line| puts check(JSON.parse(line)).to_json }
