//! The listening socket and its connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::super::options::DevOptions;
use super::super::serve::Dev;
use super::guard::Guard;
use super::routes::Server;
use crate::core::env::Task;
use crate::core::error::{Error, Result};

/// The ports that are tried one after the other.
const PORTS: std::ops::RangeInclusive<u16> = 3100..=3200;

/// How long an answer may take to get out when the server stops.
const GRACE: Duration = Duration::from_millis(500);

pub(in crate::dev) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    guard: Guard,
}

impl Listener {
    /// Listens where the options say.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the port, or every port of the range, is taken.
    pub(in crate::dev) async fn bind(options: &DevOptions) -> Result<Self> {
        let host = options.host.as_str();
        let socket = match options.port {
            Some(port) => TcpListener::bind((host, port)).await,
            None => first_free(host).await,
        };
        let socket = socket.map_err(|e| {
            let port = options.port.map_or_else(|| "3100-3200".to_owned(), |port| port.to_string());
            Error::unavailable(format!("the reflection server cannot listen on {host}:{port}: {e}"))
                .with_cause(e)
        })?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address, guard: Guard::new(host, address) })
    }

    /// Where tools on this machine reach it.
    pub(in crate::dev) fn url(&self) -> String {
        let port = self.address.port();
        match self.address.ip() {
            ip if ip.is_unspecified() => format!("http://localhost:{port}"),
            std::net::IpAddr::V4(ip) => format!("http://{ip}:{port}"),
            std::net::IpAddr::V6(ip) => format!("http://[{ip}]:{port}"),
        }
    }

    /// The id that tools know the runtime by.
    pub(in crate::dev) fn id(&self, options: &DevOptions) -> String {
        let own = || format!("{}-{}", std::process::id(), self.address.port());
        options.runtime_id.clone().unwrap_or_else(own)
    }

    /// Answers until it is asked to stop; what is being answered then has a moment to get out.
    pub(in crate::dev) async fn serve(self, dev: Arc<Dev>, id: String) {
        let server = Arc::new(Server { dev: dev.clone(), id, guard: self.guard });
        let (open, mut closed) = mpsc::channel::<()>(1);
        loop {
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = dev.stop.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (server, open) = (server.clone(), open.clone());
                    Task::spawn(async move {
                        connection(stream, server).await;
                        drop(open);
                    })
                    .detach();
                }
                // Out of file handles, or a connection that is gone already: the next one may do.
                Err(_) => dev.ai.env().sleep(Duration::from_millis(50)).await,
            }
        }
        drop((self.socket, open));
        // Nobody sends: it ends with the last connection.
        closed.recv().await;
    }
}

async fn first_free(host: &str) -> io::Result<TcpListener> {
    let mut last = None;
    for port in PORTS {
        match TcpListener::bind((host, port)).await {
            Ok(socket) => return Ok(socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

async fn connection(stream: TcpStream, server: Arc<Server>) {
    let _ = stream.set_nodelay(true);
    let dev = server.dev.clone();
    let service = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, std::convert::Infallible>(server.answer(request).await) }
    });
    let http = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut http = std::pin::pin!(http);
    // A tool that goes away in the middle is its own business.
    tokio::select! {
        _ = &mut http => return,
        () = dev.stop.cancelled() => http.as_mut().graceful_shutdown(),
    }
    tokio::select! { _ = http => {}, () = dev.ai.env().sleep(GRACE) => {} }
}
