//! Asking: one GET at a time, again where that is worth it, and never endlessly.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::de::DeserializeOwned;
use ureq::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use ureq::http::{Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

use super::access::{self, Access, Credentials};
use super::error::{ApiError, Refusal};
use super::problem;

/// The longest answer that is read, in bytes: 10,000 revisions take a tenth of it.
pub const MAX_ANSWER_BYTES: u64 = 256 * 1024 * 1024;
/// The longest description of a problem that is read, in bytes.
const MAX_PROBLEM_BYTES: u64 = 1024 * 1024;
/// How often a request is sent.
const MAX_ATTEMPTS: u32 = 4;
/// How long to wait before the second attempt, where the server does not say; twice as long before each one after.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest that is waited between two attempts, whatever the server says.
const MAX_WAIT: Duration = Duration::from_secs(20);
/// How many redirects are followed.
const MAX_REDIRECTS: u32 = 5;

/// Talks to the API.
pub struct Client {
    agent: Agent,
    access: Access,
    timeout: Duration,
    /// Before when nothing is sent: the platform has asked for a pause, whichever request it answered so.
    not_before: Mutex<Instant>,
}

impl Client {
    /// A client that gives each request so much time, from the first byte sent to the last one received.
    pub fn new(access: Access, timeout: Duration) -> Client {
        let loopback = access.root.parse().is_ok_and(|uri| access::is_loopback(&uri));
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("amp-lint/", env!("CARGO_PKG_VERSION")))
            .accept("application/json, application/problem+json")
            .timeout_per_call(Some(timeout))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build());
        if loopback {
            // No proxy leads to this machine.
            config = config.proxy(None);
        }
        Client { agent: config.build().new_agent(), access, timeout, not_before: Mutex::new(Instant::now()) }
    }

    /// Whether a key or a token is sent along.
    pub fn has_credentials(&self) -> bool {
        self.access.credentials.is_some()
    }

    /// The JSON at a path under `/v1`. `what` says what it is, for errors.
    pub fn get(&self, path: &[&str], what: &str) -> Result<Vec<u8>, ApiError> {
        self.get_of(path, &[], what)
    }

    /// The same, with a query.
    pub fn get_of(&self, path: &[&str], query: &[(&str, &str)], what: &str) -> Result<Vec<u8>, ApiError> {
        let mut url = format!("{}/v1", self.access.root);
        for segment in path {
            url.push('/');
            url.extend(escaped(segment));
        }
        for (nth, (name, value)) in query.iter().enumerate() {
            url.push(if nth == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.extend(escaped(value));
        }
        let start = parse(&url)?;
        let mut attempt = 1;
        loop {
            self.pause();
            let response = self.follow(&start)?;
            if response.status().is_success() {
                return self.body(response, &start, what);
            }
            let (wait, error) = self.refused(response, &start, what, attempt);
            match wait.filter(|_| attempt < MAX_ATTEMPTS) {
                Some(wait) => self.hold(wait),
                None => return Err(error),
            }
            attempt += 1;
        }
    }

    /// Sends nothing for so long, from whatever thread.
    fn hold(&self, wait: Duration) {
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *not_before = (*not_before).max(Instant::now() + wait);
    }

    /// Waits until something may be sent.
    fn pause(&self) {
        let not_before = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::sleep(not_before.saturating_duration_since(Instant::now()));
    }

    /// Sends a request, and again to where the server redirects it. The key goes to the API's own host alone.
    fn follow(&self, start: &Uri) -> Result<Response<Body>, ApiError> {
        let mut at = start.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send(&at, same_origin(&at, start))?;
            let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
            let Some(location) = response.headers().get(LOCATION).filter(|_| is_redirect) else {
                return Ok(response);
            };
            let location = location.to_str().map_err(|_| ApiError::Redirect("to no URL".to_string()))?;
            at = resolve(&at, location)?;
            if !access::is_allowed(&at) {
                return Err(ApiError::Redirect("to a place that is not encrypted".to_string()));
            }
        }
        Err(ApiError::Redirect(format!("more than {MAX_REDIRECTS} times")))
    }

    fn send(&self, uri: &Uri, with_credentials: bool) -> Result<Response<Body>, ApiError> {
        let mut request = self.agent.get(uri.clone());
        match self.access.credentials.as_ref().filter(|_| with_credentials) {
            Some(Credentials::Key(key)) => request = request.header("X-Api-Key", key.expose()),
            Some(Credentials::Token(token)) => {
                request = request.header("Authorization", format!("Bearer {}", token.expose()));
            }
            None => {}
        }
        request.call().map_err(|error| self.failed(error, uri))
    }

    /// The body of a good answer, which must be JSON.
    fn body(&self, mut response: Response<Body>, uri: &Uri, what: &str) -> Result<Vec<u8>, ApiError> {
        let unexpected = |got: String| ApiError::Unexpected { what: what.to_string(), got };
        // A part of the header is shown, and must not be a part of the key.
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if let Some(kind) = kind.map(|kind| content_type(&self.redact(kind))).filter(|kind| !is_json(kind)) {
            return Err(unexpected(format!("`{}`, which is not JSON", self.shown(&kind))));
        }
        let mut body = Vec::new();
        let mut reader = response.body_mut().as_reader().take(MAX_ANSWER_BYTES + 1);
        reader.read_to_end(&mut body).map_err(|error| self.failed(ureq::Error::from(error), uri))?;
        if body.len() as u64 > MAX_ANSWER_BYTES {
            return Err(ApiError::TooLong(MAX_ANSWER_BYTES));
        }
        if body.is_empty() {
            return Err(unexpected("nothing".to_string()));
        }
        Ok(body)
    }

    /// What a bad answer means, and how long to wait before asking again where that is worth it.
    fn refused(
        &self,
        mut response: Response<Body>,
        uri: &Uri,
        what: &str,
        attempts: u32,
    ) -> (Option<Duration>, ApiError) {
        let status = response.status().as_u16();
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_string);
        let mut body = Vec::new();
        // Whatever of the body can be had is better than none.
        let _ = response.body_mut().as_reader().take(MAX_PROBLEM_BYTES).read_to_end(&mut body);
        let problem = problem::read(self.redact(&String::from_utf8_lossy(&body)).as_bytes());
        let facts = problem.as_ref().map(|problem| &problem.problem);
        let worth_it = status == 429 || matches!(status, 500 | 502 | 503 | 504);
        let worth_it = worth_it && facts.and_then(|facts| facts.retryable.value()) != Some(&false);
        let told = after
            .as_deref()
            .and_then(wait_of_header)
            .or_else(|| facts.and_then(|facts| facts.retry_after.text()).and_then(wait_until));
        let wait = told.unwrap_or(FIRST_WAIT * 2u32.saturating_pow(attempts - 1));
        let retry_at = told.filter(|wait| worth_it && *wait > MAX_WAIT).map(|wait| {
            let seconds = wait.as_secs();
            if seconds < 120 { format!("in {seconds} seconds") } else { format!("in {} minutes", seconds.div_ceil(60)) }
        });
        let wait = (worth_it && wait <= MAX_WAIT).then_some(wait);
        let with_credentials = self.has_credentials();
        let refusal = Refusal { status, what: what.to_string(), problem, attempts, retry_at, with_credentials };
        if (300..400).contains(&status) {
            return (None, ApiError::Redirect(format!("from {} to nowhere", self.host(uri))));
        }
        (wait, ApiError::Refused(Box::new(refusal)))
    }

    /// An error of the transport, in words.
    fn failed(&self, error: ureq::Error, uri: &Uri) -> ApiError {
        let host = self.host(uri);
        let seconds = self.timeout.as_secs();
        match error {
            ureq::Error::Timeout(_) => ApiError::TimedOut { host, seconds },
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => ApiError::TimedOut { host, seconds },
            ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
                Some(ureq::Error::Timeout(_)) => ApiError::TimedOut { host, seconds },
                // A certificate that is not trusted comes as data that is not valid.
                _ if error.to_string().contains("certificate") => {
                    ApiError::Unreachable { host, reason: self.plain(&error) }
                }
                _ if matches!(
                    error.kind(),
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::InvalidData
                ) =>
                {
                    ApiError::Broken { host, reason: self.plain(&error) }
                }
                _ => ApiError::Unreachable { host, reason: self.plain(&error) },
            },
            ureq::Error::HostNotFound => {
                ApiError::Unreachable { host, reason: "there is no such host, or no network".to_string() }
            }
            ureq::Error::Protocol(error) => ApiError::Broken { host, reason: self.shown(&error.to_string()) },
            other => ApiError::Unreachable { host, reason: self.shown(&other.to_string()) },
        }
    }

    /// The error in words, without the operating system's number.
    fn plain(&self, error: &io::Error) -> String {
        let text = error.to_string();
        self.shown(text.split(" (os error").next().unwrap_or(&text))
    }

    /// A host as it is named in an error. The server may have chosen it.
    fn host(&self, uri: &Uri) -> String {
        self.shown(&authority(uri))
    }

    /// A text from elsewhere as it can stand in an error. What was sent to open the API is not in it, not even in part.
    fn shown(&self, text: &str) -> String {
        problem::shown(&self.redact(text))
    }

    /// A text without what was sent to open the API, in whatever way it is written.
    fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match &self.access.credentials {
            Some(credentials) => credentials.secret().redact(text),
            None => text.into(),
        }
    }
}

/// The answer's body as what was asked for. The error says where the body is otherwise, and nothing of what is in it.
pub fn read_json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        let form = if error.is_data() { "JSON of another form" } else { "something that is not whole JSON" };
        let got = format!("{form} (line {}, column {})", error.line(), error.column());
        ApiError::Unexpected { what: what.to_string(), got }
    })
}

fn authority(uri: &Uri) -> String {
    uri.authority().map(ToString::to_string).unwrap_or_default()
}

fn same_origin(one: &Uri, other: &Uri) -> bool {
    one.scheme() == other.scheme() && one.host() == other.host() && port(one) == port(other)
}

fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 })
}

/// Where a `Location` leads from an address: a whole URL, or a path from the root.
fn resolve(from: &Uri, location: &str) -> Result<Uri, ApiError> {
    let authority = authority(from);
    if let Some(rest) = location.strip_prefix("//") {
        return parse(&format!("{}://{rest}", from.scheme_str().unwrap_or("https")));
    }
    match location.starts_with('/') {
        true => parse(&format!("{}://{authority}{location}", from.scheme_str().unwrap_or("https"))),
        false => parse(location),
    }
}

fn parse(url: &str) -> Result<Uri, ApiError> {
    url.parse().map_err(|_| ApiError::Redirect("to no URL".to_string()))
}

fn content_type(header: &str) -> String {
    header.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn is_json(kind: &str) -> bool {
    matches!(kind, "application/json" | "text/json") || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// `Retry-After`: seconds, or a date.
fn wait_of_header(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(until(at))
}

/// A time as problems write it.
fn wait_until(text: &str) -> Option<Duration> {
    text.trim().parse::<Timestamp>().ok().map(until)
}

fn until(at: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO)
}

/// What stays as it is in a segment of a path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~').remove(b'.');

/// A path segment with everything escaped that is not plain. One of dots alone would climb.
fn escaped(segment: &str) -> PercentEncode<'_> {
    let is_dots = segment.bytes().all(|byte| byte == b'.');
    utf8_percent_encode(segment, if is_dots { NON_ALPHANUMERIC } else { PLAIN })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_segment_whatever_is_in_it() {
        let encode = |text: &str| escaped(text).to_string();
        assert_eq!(encode("my project/../x?y#z"), "my%20project%2F..%2Fx%3Fy%23z");
        assert_eq!(encode(".."), "%2E%2E");
        assert_eq!(encode("é"), "%C3%A9");
    }

    #[test]
    fn the_server_says_when_to_ask_again_in_seconds_or_by_date() {
        assert_eq!(wait_of_header("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait_of_header("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait_until("2015-10-21T07:28:00Z"), Some(Duration::ZERO));
        assert_eq!(wait_of_header("soon"), None);
    }
}
