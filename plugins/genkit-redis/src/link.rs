//! The connection that commands go by, one for all of a process, made anew when it breaks; in a cluster one to each node.

use std::time::Duration;

use genkit::{Env, Error, Result};
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::{Client, Cmd, FromRedisValue, Pipeline, RedisError, RedisFuture, ScriptInvocation, Value};

use crate::error::{is_elsewhere, is_lost, told};

/// How long a connection may take.
pub(crate) const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(15);
/// How long to look for the node of a cluster that has a key, while keys move or another node takes over.
const MOVES: Duration = Duration::from_secs(10);
const MOVES_PAUSE: Duration = Duration::from_millis(50);

/// Cloning is cheap; clones share the connection.
#[derive(Clone)]
pub(crate) struct Link {
    to: To,
    place: String,
}

#[derive(Clone)]
enum To {
    Server(ConnectionManager),
    Cluster(ClusterConnection),
}

/// What a command gave.
pub(crate) struct Answer<T> {
    pub(crate) value: T,
    /// True if it was sent a second time, since the connection broke: the first may have been done.
    pub(crate) again: bool,
}

#[derive(Default)]
struct Tries {
    again: bool,
    waited: Duration,
}

impl Link {
    /// Connects, and asks the server what it is: if it is a node of a cluster, to the others as well.
    pub(crate) async fn open(client: Client, cluster: ClusterClientBuilder) -> Result<Self> {
        let place = client.get_connection_info().addr().to_string();
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(50))
            .set_max_delay(Duration::from_millis(500))
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(ANSWER));
        let manager = ConnectionManager::new_with_config(client, config).await;
        let mut link = Self { to: To::Server(manager.map_err(|e| told(e, &place))?), place };
        if link.is_cluster().await? {
            // What is sent again is decided here, since not everything may be.
            let cluster = cluster.retries(0).connection_timeout(CONNECT).response_timeout(ANSWER);
            let nodes = async { cluster.build()?.get_async_connection().await };
            link.to = To::Cluster(nodes.await.map_err(|e| link.told(e))?);
        }
        Ok(link)
    }

    /// Refuses a server that is too old; one that does not tell will say so later. True for a node of a cluster.
    async fn is_cluster(&self) -> Result<bool> {
        let mut ask = redis::cmd("INFO");
        ask.arg("server");
        let info = match ask.query_async::<String>(&mut self.to.clone()).await {
            Ok(info) => info,
            Err(e) if matches!(e.code(), Some("NOPERM" | "ERR")) => return Ok(false),
            Err(e) => return Err(self.told(e)),
        };
        let version = info.lines().find_map(|line| line.strip_prefix("redis_version:")).unwrap_or_default();
        let mut numbers = version.split('.').map(|number| number.trim().parse::<u32>().unwrap_or_default());
        let version_is = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
        if !version.is_empty() && version_is < (6, 2) {
            let place = &self.place;
            let message =
                format!("the server at {place} is Redis {}; 6.2 or newer is needed", version.trim());
            return Err(Error::failed_precondition(message).with_source("redis"));
        }
        Ok(info.contains("redis_mode:cluster"))
    }

    pub(crate) async fn command<T: FromRedisValue>(&self, command: &Cmd) -> Result<T> {
        let mut tries = Tries::default();
        loop {
            match command.query_async(&mut self.to.clone()).await {
                Ok(value) => return Ok(value),
                Err(e) => self.bear(e, &mut tries).await?,
            }
        }
    }

    /// Runs a script, a second time if the connection breaks: a script has to bear that.
    pub(crate) async fn script<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<Answer<T>> {
        let mut tries = Tries::default();
        loop {
            match script.invoke_async(&mut self.to.clone()).await {
                Ok(value) => return Ok(Answer { value, again: tries.again }),
                Err(e) => self.bear(e, &mut tries).await?,
            }
        }
    }

    /// Returns when it is time to try again, if it is.
    async fn bear(&self, error: RedisError, tries: &mut Tries) -> Result<()> {
        if is_lost(&error) && !tries.again {
            tries.again = true;
            return Ok(());
        }
        // It was not done; meanwhile the driver learns which node has what.
        let moving = matches!(self.to, To::Cluster(_)) && is_elsewhere(&error);
        if moving && tries.waited < MOVES {
            tries.waited += MOVES_PAUSE;
            Env::system().sleep(MOVES_PAUSE).await;
            return Ok(());
        }
        Err(self.told(error))
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    #[cold]
    fn told(&self, error: RedisError) -> Error {
        told(error, &self.place)
    }
}

impl To {
    fn connection(&mut self) -> &mut (dyn ConnectionLike + Send) {
        match self {
            To::Server(manager) => manager,
            To::Cluster(nodes) => nodes,
        }
    }
}

impl ConnectionLike for To {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        self.connection().req_packed_command(command)
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        self.connection().req_packed_commands(commands, offset, count)
    }

    fn get_db(&self) -> i64 {
        0
    }
}
