//! A real HTTP server on loopback that does what a test tells it to, faults included.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a client asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A whole answer: status, content type, further headers, body.
    Whole(u16, &'static str, Vec<(String, String)>, Vec<u8>),
    /// Announces a body and closes the connection in its middle.
    Cut(Vec<u8>),
    /// Announces a body and goes on with it, a byte at a time, until the client has had enough.
    Slow,
    /// Answers with a body that has no end.
    Endless,
    /// Says nothing and closes the connection.
    Nothing,
    /// Says something that is not HTTP.
    Garbage,
}

pub fn json(status: u16, body: impl Into<String>) -> Reply {
    Reply::Whole(status, "application/json", Vec::new(), body.into().into_bytes())
}

pub fn problem(status: u16, body: impl Into<String>) -> Reply {
    Reply::Whole(status, "application/problem+json", Vec::new(), body.into().into_bytes())
}

impl Reply {
    pub fn with(self, name: &str, value: &str) -> Reply {
        match self {
            Reply::Whole(status, kind, mut headers, body) => {
                headers.push((name.to_string(), value.to_string()));
                Reply::Whole(status, kind, headers, body)
            }
            other => other,
        }
    }
}

/// A server that runs as long as the test.
pub struct Server {
    pub root: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Serves what `answer` gives for the nth request, from 0 on.
    pub fn start(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
        let log = Arc::clone(&seen);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let nth = {
                        let mut log = log.lock().unwrap();
                        log.push(request.clone());
                        log.len() - 1
                    };
                    // The client may have gone.
                    let _ = reply(stream, answer(&request, nth));
                });
            }
        });
        Server { root, seen }
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ').map(str::to_string);
    let (method, path) = (words.next()?, words.next()?);
    let headers = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_string())))
        .collect();
    Some(Request { method, path, headers })
}

fn reply(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Whole(status, kind, headers, body) => {
            write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n", body.len())?;
            if !kind.is_empty() {
                write!(stream, "content-type: {kind}\r\n")?;
            }
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            stream.write_all(b"\r\n")?;
            stream.write_all(&body)?;
        }
        Reply::Cut(body) => {
            write!(stream, "HTTP/1.1 200 X\r\ncontent-length: {}\r\n", body.len() * 2)?;
            stream.write_all(b"content-type: application/json\r\n\r\n")?;
            stream.write_all(&body)?;
        }
        Reply::Slow => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 100000\r\ncontent-type: application/json\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                thread::sleep(std::time::Duration::from_millis(50));
            }
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\n\r\n")?;
            let block = vec![b' '; 1 << 20];
            loop {
                stream.write_all(&block)?;
            }
        }
        Reply::Nothing => {}
        Reply::Garbage => stream.write_all(b"220 mail.example.com ready\r\n")?,
    }
    stream.flush()
}

/// A server like the other one, behind TLS, with a certificate that nobody has signed but itself.
pub struct TlsServer {
    pub root: String,
    /// The certificate, as PEM.
    pub certificate: String,
}

impl TlsServer {
    /// Serves one answer, whatever is asked.
    pub fn start(answer: Reply) -> TlsServer {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_string()]).unwrap();
        let certificate = made.cert.pem();
        let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let root = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let Reply::Whole(status, kind, _, body) = answer.clone() else { return };
                let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = rustls::StreamOwned::new(connection, stream);
                // A client that does not trust the certificate goes away.
                let mut lines = BufReader::new(&mut stream).lines();
                if lines.by_ref().map_while(Result::ok).any(|line| line.is_empty()) {
                    drop(lines);
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(&body);
                    stream.conn.send_close_notify();
                    let _ = stream.flush();
                }
            }
        });
        TlsServer { root, certificate }
    }
}
