//! A client over sockets, which tells a request that failed from one that nobody took.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    /// Whether the connection ends with it.
    pub(crate) fn is_last(&self) -> bool {
        self.head.contains("connection: close")
    }

    pub(crate) fn says_when(&self) -> bool {
        self.head.contains("retry-after: ")
    }
}

/// A connection that is kept open.
pub(crate) struct Client<S = TcpStream> {
    pub(crate) stream: S,
    key: String,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr, key: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, key: key.to_owned() })
    }

    /// The same connection, spoken on in another way.
    pub(crate) fn spoken<S>(self, speak: impl FnOnce(TcpStream) -> io::Result<S>) -> io::Result<Client<S>> {
        Ok(Client { stream: speak(self.stream)?, key: self.key })
    }
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.ask("GET", path, "")
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> io::Result<Reply> {
        self.ask("POST", path, &body.to_string())
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> io::Result<Reply> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            self.key,
            body.len()
        );
        self.stream.write_all((head + body).as_bytes())?;
        self.read()
    }

    pub(crate) fn read(&mut self) -> io::Result<Reply> {
        let ended = || io::Error::new(io::ErrorKind::UnexpectedEof, "the connection ended before the answer did");
        let mut bytes = Vec::new();
        let mut part = [0; 16 << 10];
        loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                let (from, length): (usize, usize) = (at + 4, length.unwrap_or(0));
                if bytes.len() >= from + length {
                    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(ended)?;
                    return Ok(Reply { status, body: bytes[from..from + length].to_vec(), head });
                }
            }
            match self.stream.read(&mut part)? {
                0 => return Err(ended()),
                more => bytes.extend_from_slice(&part[..more]),
            }
        }
    }
}
