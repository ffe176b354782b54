//! One request over plain HTTP, and its answer.

use std::net::SocketAddr;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How much of an answer is read, in bytes.
const ANSWER_BYTES: usize = 64 << 10;

/// Sends a request to an address, over a connection of its own that ends with the answer. What is longer than an answer should be is cut off.
///
/// # Errors
/// Where there is no connection, or it breaks.
pub(crate) async fn send(address: SocketAddr, request: Request<Body>) -> Result<Response<Bytes>, String> {
    let stream = TcpStream::connect(address).await.map_err(|_| "there was no connection".to_owned())?;
    let broken = |cause: hyper::Error| format!("the connection broke: {cause}");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let driving = tokio::spawn(connection);
    let answer = match sender.send_request(request).await.map_err(broken) {
        Ok(answer) => {
            let (head, body) = answer.into_parts();
            // Read, so that a receiver that writes is not cut off.
            Ok(Response::from_parts(head, to_bytes(Body::new(body), ANSWER_BYTES).await.unwrap_or_default()))
        }
        Err(cause) => Err(cause),
    };
    driving.abort();
    answer
}
