//! A cable to the server that can be cut: between a request and its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) struct Cable {
    pub(crate) port: u16,
    cut: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Cable {
    pub(crate) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = Arc::new(AtomicBool::new(false));
        let cut_at = cut.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                tokio::spawn(join(client, server, cut_at.clone()));
            }
        });
        Self { port, cut, task }
    }

    /// The next answer is lost, and its connection with it.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// True once it was cut.
    pub(crate) fn was_cut(&self) -> bool {
        !self.cut.load(Ordering::SeqCst)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn join(mut client: TcpStream, mut server: TcpStream, cut: Arc<AtomicBool>) {
    let (mut asked, mut answered) = (vec![0; 65536], vec![0; 65536]);
    loop {
        tokio::select! {
            n = client.read(&mut asked) => match n {
                Ok(n) if n > 0 && server.write_all(&asked[..n]).await.is_ok() => {}
                _ => return,
            },
            n = server.read(&mut answered) => match n {
                Ok(n) if n > 0 && !cut.swap(false, Ordering::SeqCst) && client.write_all(&answered[..n]).await.is_ok() => {}
                _ => return,
            },
        }
    }
}
