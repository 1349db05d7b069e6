//! The listening socket and its connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use super::super::options::DevOptions;
use super::super::serve::Dev;
use super::guard::Guard;
use super::routes::Server;
use crate::core::env::Task;
use crate::core::error::{Error, Result};

/// The ports that are tried one after the other.
const PORTS: std::ops::RangeInclusive<u16> = 3100..=3200;

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

    /// Answers until it is asked to stop; what is on its way then is dropped.
    pub(in crate::dev) async fn serve(self, dev: Arc<Dev>, id: String) {
        let server = Arc::new(Server { dev: dev.clone(), id, guard: self.guard });
        let stop = &dev.stop;
        loop {
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = stop.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) => {
                    let connection = connection(stream, server.clone());
                    let stop = stop.clone();
                    Task::spawn(async move {
                        tokio::select! { () = connection => {}, () = stop.cancelled() => {} }
                    })
                    .detach();
                }
                // Out of file handles, or a connection that is gone already: the next one may do.
                Err(_) => dev.ai.env().sleep(std::time::Duration::from_millis(50)).await,
            }
        }
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
    let service = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, std::convert::Infallible>(server.answer(request).await) }
    });
    // A tool that goes away in the middle is its own business.
    let _ =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}
